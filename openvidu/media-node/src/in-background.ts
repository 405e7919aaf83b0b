import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

/**
 * Starts a program behind everything else that the machine does. It dies with this process, however that ends.
 *
 * A program that is not there ends with 127.
 */
export function spawnInBackground(
  program: string,
  args: readonly string[],
  { cwd }: { readonly cwd?: string } = {},
): ChildProcessByStdio<null, Readable, Readable> {
  const behind = ['--pdeathsig', 'KILL', 'nice', '-n', '15'];
  return spawn('setpriv', [...behind, program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
}
