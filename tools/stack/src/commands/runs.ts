import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build/build.js';
import { readEnvFile } from '../containers/env-file.js';
import { Refusal } from '../house/refusal.js';
import { ROOT } from '../house/root.js';
import { slotOf } from '../house/slot.js';
import { install, installMissing, TEST_PACKAGES, TEST_PROGRAMS } from '../os/packages.js';
import { findProgram } from '../os/which.js';
import { findRunning } from '../supervise/state.js';
import { startFresh, stopFresh } from '../verify/test-stack.js';
import { down } from './down.js';
import { environmentOf } from './environment.js';
import { say } from './console.js';

/** Runs an npm script of a workspace in front of the caller. @returns Its exit code. */
function runScript(
  workspace: string,
  script: string,
  { args = [] as readonly string[], env = {} },
): Promise<number> {
  return new Promise((resolve) => {
    const argv = ['run', '--silent', script, '-w', workspace, ...(args.length > 0 ? ['--', ...args] : [])];
    const child = spawn('npm', argv, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', () => {
      resolve(127);
    });
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Runs something in browsers against a whole new stack of its own, and takes the stack down again. */
async function againstFreshStack(
  workspace: string,
  script: string,
  args: readonly string[],
): Promise<number> {
  await installMissing(TEST_PROGRAMS);
  await install(TEST_PACKAGES, 'Pictures need Korean letters.');
  try {
    const env = await startFresh('whole');
    return await runScript(workspace, script, { args, env });
  } finally {
    await stopFresh();
  }
}

/** Tells the stories in a fresh stack, or in the Seodang with the demo school that `BASE_URL` names. */
export async function e2e(args: readonly string[]): Promise<number> {
  const { BASE_URL } = process.env;
  if (BASE_URL === undefined) return againstFreshStack('e2e', 'test', args);
  await installMissing(TEST_PROGRAMS);
  return runScript('e2e', 'test', { args, env: await waysInto(BASE_URL) });
}

/** What the stories need beside the address: how lessons are made in the stack of `make up`, or in containers. */
async function waysInto(origin: string): Promise<Record<string, string>> {
  if (process.env.SEED_COMMAND !== undefined) return {};
  const native = findRunning(slotOf(0)) === null ? null : await environmentOf(0);
  if (native?.BASE_URL === new URL(origin).origin) return native;
  const compose = findProgram('docker-compose') === null ? 'docker compose' : 'docker-compose';
  const settings = join(ROOT, '.env');
  const { MAIL_PAGE_PORT = '10081' } = existsSync(settings) ? readEnvFile(settings) : {};
  return {
    SEED_COMMAND: `${compose} exec -T api node backend/dist/seeds/main.js`,
    MAIL_PAGE_URL: process.env.MAIL_PAGE_URL ?? `http://localhost:${MAIL_PAGE_PORT}`,
  };
}

export function screenshots(args: readonly string[]): Promise<number> {
  return againstFreshStack('e2e', 'screenshots', args);
}

/** @throws {Refusal} when no server is named and none of ours runs. */
export async function compat(args: readonly string[]): Promise<number> {
  await installMissing(TEST_PROGRAMS);
  if (process.env.OPENVIDU_URL !== undefined) return runScript('openvidu/compat', 'test', { args });
  if (findRunning(slotOf(0)) === null) {
    throw new Refusal('Start the stack first (make up), or name a server: OPENVIDU_URL=… OPENVIDU_SECRET=…');
  }
  const { OPENVIDU_URL = '', OPENVIDU_SECRET = '' } = await environmentOf(0);
  // nginx lets only pages of the app to the media node; these tests come from pages of their own, and go there directly.
  const env = { OPENVIDU_URL, OPENVIDU_SECRET, COMPAT_SOCKETS: OPENVIDU_URL.replace(/^http/, 'ws') };
  return runScript('openvidu/compat', 'test', { args, env });
}

/** Kills and cuts off the chat and its stores while people talk. @param args For mocha, `--grep words` among them. */
export async function faults(args: readonly string[]): Promise<number> {
  await installMissing(['redis-server']);
  await build(['programs', 'engine'], say);
  try {
    return await runScript('e2e', 'faults', { args, env: await startFresh('database') });
  } finally {
    await stopFresh();
  }
}

export async function bench(args: readonly string[]): Promise<number> {
  await installMissing(TEST_PROGRAMS);
  await build(['programs', 'engine'], say);
  return runScript('bench', 'bench', { args });
}

/** @throws {Refusal} when there is no stack to fill. */
export async function seedDemo(): Promise<number> {
  if (findRunning(slotOf(0)) === null) throw new Refusal('Start the stack first: make up');
  const env = await environmentOf(0);
  return new Promise((resolve) => {
    const file = join(ROOT, 'backend', 'dist', 'seeds', 'main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

const BUILT = [
  'contracts',
  'server-kit',
  'backend',
  'chat-server',
  'frontend',
  'openvidu/media-node',
  'openvidu/compat',
  'e2e',
  'bench',
];

/** Deletes what can be made again; the data only when asked for. */
export async function clean({ withData }: { withData: boolean }): Promise<void> {
  await down(0);
  const data = withData ? ['.data'] : ['.data/logs', '.data/build', '.data/slots', '.data/run'];
  const workspaces = [
    ...BUILT,
    'tools/stack',
    'tools/testing',
    'tools/mail-sink',
    'tools/embedded-mongo',
    'tools/faultproxy',
  ];
  const built = workspaces.flatMap((name) => [`${name}/dist`, `${name}/tsconfig.tsbuildinfo`]);
  for (const path of [...built, ...data, 'coverage', 'artifacts']) {
    rmSync(join(ROOT, path), { recursive: true, force: true });
  }
  say(
    withData
      ? 'Clean; the data is gone as well.'
      : 'Clean. The data of your stack stays: DATA=1 deletes it too.',
  );
}
