import { spawn } from 'node:child_process';
import { readOptions } from '../house/options.js';
import { slotOf } from '../house/slot.js';
import { makeWorld, type World } from '../house/world.js';
import { testDatabaseUrl } from '../parts/mariadb.js';
import { testMongodbUri } from '../parts/mongodb.js';
import { backendEnv, chatEnv, mediaNodeEnv } from '../parts/programs.js';
import { redisUrl } from '../parts/redis.js';
import { findRunning } from '../supervise/state.js';

/** Every name that programs and tests of a slot are configured by, with its value. */
export async function environmentOf(slotNumber: number): Promise<Record<string, string>> {
  const slot = slotOf(slotNumber);
  const options = readOptions(findRunning(slot)?.options ?? process.env);
  return environment(await makeWorld(slot, options, process.env));
}

function environment(world: World): Record<string, string> {
  const { ports, number } = world.slot;
  const media = mediaNodeEnv(world);
  return {
    ...media,
    ...backendEnv(world),
    ...chatEnv(world),
    // The chat itself, past nginx.
    CHAT_URL: `http://127.0.0.1:${ports.chat}`,
    BASE_URL: world.address.origin,
    MAIL_PAGE_URL: `http://127.0.0.1:${ports.mailPage}`,
    MEDIA_IP: world.mediaIp,
    TEST_JANUS_URL: media.JANUS_URL ?? '',
    TEST_JANUS_ADMIN_URL: media.JANUS_ADMIN_URL ?? '',
    TEST_JANUS_API_SECRET: media.JANUS_API_SECRET ?? '',
    TEST_JANUS_ADMIN_SECRET: media.JANUS_ADMIN_SECRET ?? '',
    // Tests empty these: never those of the stack that people use.
    ...(number === 0
      ? {}
      : {
          TEST_MARIADB_URL: testDatabaseUrl(world),
          TEST_REDIS_URL: redisUrl(world),
          TEST_MONGODB_URI: testMongodbUri(world),
        }),
  };
}

/** The environment as lines for `eval "$(…)"`. */
export function asShell(env: Record<string, string>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
    .join('\n');
}

/** Runs a command with the slot's environment. @returns Its exit code. */
export async function exec(slotNumber: number, [program = '', ...args]: readonly string[]): Promise<number> {
  const env = { ...process.env, ...(await environmentOf(slotNumber)) };
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}
