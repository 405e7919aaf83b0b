import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

const KEPT_ERROR_CHARS = 2000;

/** A program that ended by saying that it failed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(
    program: string,
    /** The end of what it complained of. */
    readonly complaint: string,
  ) {
    super(`${program} failed: ${complaint}`);
  }
}

/**
 * Runs a program behind everything else that the machine has to do.
 *
 * @returns What it wrote to its output.
 * @throws {CommandFailed}
 * @throws {Error} when there is no such program; the signal's reason when it was told to end.
 */
export function runCommand(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw signal.reason;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    beNice(child.pid);
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-KEPT_ERROR_CHARS);
    });
    const end = () => {
      child.kill('SIGKILL');
    };
    signal.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason as Error);
      else if (code === 0) resolve(output);
      else reject(new CommandFailed(program, complaint || `it ended with ${code ?? 'a signal'}`));
    });
  });
}

function beNice(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}
