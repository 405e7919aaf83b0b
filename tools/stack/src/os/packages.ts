import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Refusal } from '../house/refusal.js';
import { ROOT } from '../house/root.js';
import { findProgram } from './which.js';

/** Debian's package of every program that a stack runs. */
const PACKAGES: Record<string, string> = {
  mariadbd: 'mariadb-server',
  'mariadb-install-db': 'mariadb-server',
  mariadb: 'mariadb-client',
  'redis-server': 'redis-server',
  janus: 'janus',
  'janus-pp-rec': 'janus-tools',
  turnserver: 'coturn',
  nginx: 'nginx',
  openssl: 'openssl',
  ip: 'iproute2',
  setpriv: 'util-linux',
  ffmpeg: 'ffmpeg',
  chromium: 'chromium',
};

/** What only tests need: a browser, and letters for Korean text in its pictures. */
export const TEST_PROGRAMS = ['chromium', 'ffmpeg'];
export const TEST_PACKAGES = ['fonts-noto-cjk'];

/** Clients in other languages that the chat-server is tried with, by a file that each brings. */
export const CLIENT_PACKAGES: Readonly<Record<string, string>> = {
  'python3-stomp': '/usr/lib/python3/dist-packages/stomp/__init__.py',
  'ruby-stomp': '/usr/lib/ruby/vendor_ruby/stomp.rb',
};

/**
 * Installs the packages of programs that are missing.
 *
 * @throws {Refusal} when something is missing and we may not, or cannot, install it.
 */
export async function installMissing(programs: readonly string[]): Promise<void> {
  const missing = programs.filter((name) => findProgram(name) === null);
  if (missing.length === 0) return;
  await install(
    [...new Set(missing.map((name) => PACKAGES[name] ?? name))],
    `These programs are missing: ${missing.join(', ')}.`,
  );
  const still = missing.filter((name) => findProgram(name) === null);
  if (still.length > 0)
    throw new Refusal(`The packages were installed, but there is still no ${still.join(', ')}.`);
}

/** Installs packages by their names; those that are there already cost nothing. @throws {Refusal} */
export async function install(packages: readonly string[], reason: string): Promise<void> {
  const byHand = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  const script = join(ROOT, 'tools', 'stack', 'bin', 'install-packages');
  const command = asRoot(['sh', script, ...packages]);
  if (findProgram('apt-get') === null || command === null) {
    throw new Refusal(`${reason}\nInstall them as root: ${byHand}`, { exitCode: 3 });
  }
  console.log(`${reason} Installing ${packages.join(', ')} …`);
  const code = await runInherited(command);
  if (code !== 0)
    throw new Refusal(`${reason}\nThe installation failed (code ${code}). By hand: ${byHand}`, {
      exitCode: 3,
    });
}

function asRoot(argv: string[]): string[] | null {
  if (process.getuid?.() === 0) return argv;
  return findProgram('sudo') === null ? null : ['sudo', ...argv];
}

function runInherited([program = '', ...args]: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    child.on('error', () => {
      resolve(127);
    });
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}
