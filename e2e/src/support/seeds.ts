import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SEEDS = join(ROOT, 'backend/dist/seeds/main.js');
const run = promisify(execFile);

/** How the seeds are run; another way is for a Seodang whose stores cannot be reached from here, as in containers. */
const SEED_COMMAND = process.env['SEED_COMMAND']?.split(/\s+/) ?? [process.execPath, SEEDS];

/** Lets the backend's seeds make something, by the environment of the stack. @returns what they print about it. */
export async function seed(args: readonly string[]): Promise<unknown> {
  const [program = '', ...given] = SEED_COMMAND;
  const { stdout } = await run(program, [...given, ...args], {
    cwd: ROOT,
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return JSON.parse(stdout);
}
