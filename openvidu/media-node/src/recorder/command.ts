import { spawnInBackground } from '../in-background.js';

const KEPT_ERROR_CHARS = 2000;
/** The tools copy what is coded: even of a whole day this takes minutes. What takes longer waits for something. */
const WITHIN_MS = 1_200_000;
/** What shells and `nice` say of a program that is not there, or cannot be run. */
const NO_PROGRAM: readonly (number | null)[] = [126, 127];

/** A program that ended by saying that it failed, or did not end. */
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

export interface CommandOptions {
  readonly signal: AbortSignal;
  /** What has not ended by then hangs, and is ended; 20 min when not given. */
  readonly withinMs?: number;
}

/**
 * Runs a program behind everything else that the machine has to do. It dies with this process.
 *
 * @returns What it wrote to its output.
 * @throws {CommandFailed}
 * @throws {Error} when there is no such program; the signal's reason when it was told to end.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  { signal, withinMs = WITHIN_MS }: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw signal.reason;
    const child = spawnInBackground(program, args);
    const tooLong = AbortSignal.timeout(withinMs);
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-KEPT_ERROR_CHARS);
    });
    const ends = [signal, tooLong];
    const end = () => {
      child.kill('SIGKILL');
    };
    for (const told of ends) told.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      for (const told of ends) told.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason as Error);
      else if (code === 0) resolve(output);
      else if (tooLong.aborted) reject(new CommandFailed(program, `it had not ended after ${withinMs} ms`));
      else if (NO_PROGRAM.includes(code)) reject(new Error(`${program} cannot be run: ${complaint}`));
      else reject(new CommandFailed(program, complaint || `it ended with ${code ?? 'a signal'}`));
    });
  });
}
