import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../house/root.js';
import { endAll, MARK, processesOf } from '../os/processes.js';

/** A command of a verification: run in the checkout, with a limit, its words kept in a file. */
export interface Job {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMin: number;
}

export interface JobResult {
  readonly code: number;
  readonly output: string;
  readonly tookMs: number;
}

export const LOG_FOLDER = join(ROOT, 'artifacts', 'logs');
const GRACE_MS = 5000;
const INTERRUPTED = 'It was interrupted.';

/**
 * Runs a job to its end, its limit or the abort of `signal`; afterwards no process that it started is left,
 * browsers and their children among them.
 */
export async function runJob(
  { name, argv, env = {}, limitMin }: Job,
  signal: AbortSignal,
): Promise<JobResult> {
  if (signal.aborted) return { code: 124, output: INTERRUPTED, tookMs: 0 };
  const began = performance.now();
  mkdirSync(LOG_FOLDER, { recursive: true });
  const file = join(LOG_FOLDER, `${name.replaceAll('/', '-')}.log`);
  const log = openSync(file, 'w');
  const mark = `job-${randomUUID()}`;
  const [program = '', ...args] = argv;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMin * 60_000)]);
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env, [MARK]: mark },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const end = () => endAll(() => processesOf(mark), GRACE_MS);
  const ended = new Promise<{ code: number; words: string }>((resolve) => {
    child.on('error', (error) => {
      resolve({ code: 127, words: error.message });
    });
    child.on('exit', (code, by) => {
      resolve({ code: code ?? 1, words: by === null ? '' : `It was ended by ${by}.` });
    });
  });
  const stopped = new Promise<{ code: number; words: string }>((resolve) => {
    limit.addEventListener('abort', () => {
      const words = signal.aborted ? INTERRUPTED : `It took longer than ${limitMin} minutes.`;
      resolve({ code: 124, words });
    });
  });
  const { code, words } = await Promise.race([ended, stopped]);
  await end();
  return {
    code,
    output: `${readFileSync(file, 'utf8').trimEnd()}\n${words}`.trim(),
    tookMs: performance.now() - began,
  };
}

/** Works a list off, `lanes` at a time. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
