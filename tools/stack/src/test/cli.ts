import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../house/root.js';

/** The slot of these tests. */
export const SLOT = 9;

/** Calls the command line as people do. */
export function stack(
  args: readonly string[],
  env: Record<string, string> = {},
): { code: number; output: string } {
  const program = join(ROOT, 'tools', 'stack', 'bin', 'stack');
  const { status, stdout, stderr } = spawnSync(program, [...args, '--slot', String(SLOT)], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  return { code: status ?? 1, output: stdout + stderr };
}
