import { spawn } from 'node:child_process';

export interface RunResult {
  readonly code: number;
  readonly output: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly withinMs?: number;
}

/**
 * Runs a program to its end and collects what it says (both streams, as they come).
 * A program that is missing or does not end in time gives a code other than 0 and says so in `output`.
 */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [program = '', ...args] = argv;
  const { cwd, env, input, withinMs = 60_000 } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, timeout: withinMs, killSignal: 'SIGKILL' });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const output = () => Buffer.concat(chunks).toString('utf8');
    child.on('error', (error) => {
      resolve({ code: 127, output: `${output()}${error.message}\n` });
    });
    child.on('close', (code, killedBy) => {
      const how = killedBy === null ? '' : `${program} was ended by ${killedBy}\n`;
      resolve({ code: code ?? 1, output: output() + how });
    });
    // A program that does not read its input closes the pipe: its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}

/** @throws {Error} with the program's own words when it ends with another code than 0. */
export async function runOrThrow(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(argv, options);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with code ${code}:\n${output.trim()}`);
  return output;
}
