import { existsSync, renameSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { World } from '../house/world.js';
import { ownFolder } from '../os/account.js';
import { run, runOrThrow } from '../os/run.js';
import { folderOf, furnish } from './folder.js';
import { tcp, type Part } from './part.js';

/** Relative to the data folder: a socket's path may not be longer than 107 bytes, and a checkout can lie deep. */
const SOCKET = 'mariadb.sock';
export const DATABASE = 'seodang';

/** How it behaves, natively and in a container. */
export const BEHAVIOUR = [
  '--skip-name-resolve',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_520_ci',
  '--default-time-zone=+00:00',
  // An answered request is on the disk, also when the machine loses power.
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-buffer-pool-size=128M',
  '--innodb-log-file-size=48M',
  '--max-connections=200',
];

/** The truth of everything but messages. */
export function mariadb(world: World): Part {
  const folder = folderOf(world, 'mariadb');
  const data = join(folder, 'data');
  const { account, slot } = world;
  return {
    name: 'mariadb',
    kind: 'server',
    needs: [],
    listens: [tcp(slot.ports.mariadb)],
    folder,
    builtFrom: null,
    argv: [...account.prefix, 'mariadbd', ...serverOptions(data, slot.ports.mariadb), ...asRoot(world)],
    env: {},
    prepare: async () => {
      await furnish(world, folder);
      if (!existsSync(data)) await install(world, folder, data);
      await ownFolder(account, data);
    },
    isReady: async () => (await run([...client(world, 'mariadb-admin'), 'ping'], { cwd: data })).code === 0,
    settle: async () => {
      await runOrThrow(client(world, 'mariadb'), { cwd: data, input: accounts(world) });
    },
    readyWithinMs: 60_000,
    stopWithinMs: 30_000,
  };
}

export function databaseUrl({ secrets, slot }: World): string {
  return `mysql://seodang:${secrets.mariadbApp}@127.0.0.1:${slot.ports.mariadb}/${DATABASE}`;
}

/** Of an account that may do everything; only slots for tests have it. */
export function testDatabaseUrl({ secrets, slot }: World): string {
  return `mysql://root:${secrets.mariadbTests}@127.0.0.1:${slot.ports.mariadb}`;
}

function serverOptions(data: string, port: number): string[] {
  return [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${SOCKET}`,
    `--pid-file=mariadb.pid`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    ...BEHAVIOUR,
  ];
}

/** mariadbd refuses to run as root unless told so. */
function asRoot({ account }: World): string[] {
  return account.isRootOfNecessity ? ['--user=root'] : [];
}

function client(_world: World, program: string): string[] {
  return [program, '--no-defaults', `--socket=${SOCKET}`, `--user=${userInfo().username}`];
}

/** Made under another name and renamed when whole: a process killed meanwhile leaves no half of a database. */
async function install(world: World, folder: string, data: string): Promise<void> {
  const draft = join(folder, 'data.draft');
  rmSync(draft, { recursive: true, force: true });
  await ownFolder(world.account, draft);
  const command = [
    'mariadb-install-db',
    '--no-defaults',
    `--datadir=${draft}`,
    '--auth-root-authentication-method=socket',
    `--auth-root-socket-user=${userInfo().username}`,
    '--skip-test-db',
    '--skip-name-resolve',
    '--innodb-log-file-size=48M',
    ...asRoot(world),
  ];
  await runOrThrow([...world.account.prefix, ...command], { cwd: draft, withinMs: 120_000 });
  renameSync(draft, data);
}

function accounts({ secrets, slot }: World): string {
  const app = `'seodang'@'127.0.0.1'`;
  const tests = `'root'@'127.0.0.1'`;
  const statements = [
    `CREATE DATABASE IF NOT EXISTS ${DATABASE}`,
    `CREATE USER IF NOT EXISTS ${app}`,
    `ALTER USER ${app} IDENTIFIED BY '${secrets.mariadbApp}'`,
    `GRANT ALL PRIVILEGES ON ${DATABASE}.* TO ${app}`,
  ];
  const forTests = [
    `CREATE USER IF NOT EXISTS ${tests}`,
    `ALTER USER ${tests} IDENTIFIED BY '${secrets.mariadbTests}'`,
    `GRANT ALL PRIVILEGES ON *.* TO ${tests} WITH GRANT OPTION`,
  ];
  return [...statements, ...(slot.number > 0 ? forTests : [])].map((statement) => `${statement};\n`).join('');
}
