import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Brake } from '@seodang/server-kit/governor';

/** It ended with an error; `tail` is the last it said. */
export class FfmpegFailed extends Error {
  override readonly name = 'FfmpegFailed';

  constructor(
    program: string,
    readonly how: 'error' | 'hang' | 'no-space' | 'killed',
    readonly tail: string,
  ) {
    super(`${program} ended: ${how}: ${tail.slice(-300)}`);
  }
}

export interface FfmpegRun {
  readonly program?: 'ffmpeg' | 'ffprobe';
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  readonly brake?: Brake;
  /** Seconds of media that are done. */
  readonly onProgress?: (doneSec: number) => void;
  /** Takes what is written to standard output, as it comes. */
  readonly onOutput?: (stdout: Readable) => Promise<void>;
  /** Ended when it makes no progress for so long. */
  readonly silentMs?: number;
}

/** Long: what runs below everything else may get nothing of a busy machine for minutes. */
const SILENT_MS = 180_000;
const LOOK_MS = 500;
const TAIL = 4_000;

/**
 * Runs ffmpeg or ffprobe below everything else on the machine. It dies with this process, also when that is killed.
 *
 * @returns what it wrote to standard error.
 * @throws {FfmpegFailed}; the reason of `signal` when that was aborted.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<string> {
  const { program = 'ffmpeg', args, signal, brake, onProgress, onOutput, silentMs = SILENT_MS } = run;
  signal.throwIfAborted();
  const isFfmpeg = program === 'ffmpeg';
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'nice', '-n', '10', program, ...(isFfmpeg ? ALWAYS : []), ...args],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const watch = new Watch(child, { silentMs, brake });
  const end = () => child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  const follow = brake?.follow(child);
  try {
    const exited = once(child, 'close') as Promise<[number | null]>;
    const said = tailOf(child.stderr as Readable);
    const progressed = readProgress(child.stdio[3] as Readable, (sec) => {
      watch.noteLife();
      onProgress?.(sec);
    });
    const stdout = heard(child.stdout as Readable, () => {
      watch.noteLife();
    });
    const output = onOutput ? onOutput(stdout) : drain(stdout);
    const [[code], errors] = await Promise.all([exited, said, progressed, output]);
    signal.throwIfAborted();
    if (code === 0) return errors;
    throw new FfmpegFailed(program, howItEnded(code, { hung: watch.hung, errors }), errors.slice(-TAIL));
  } finally {
    signal.removeEventListener('abort', end);
    follow?.();
    watch.stop();
    if (child.exitCode === null && child.signalCode === null) end();
  }
}

const ALWAYS = ['-hide_banner', '-nostdin', '-y', '-nostats', '-progress', 'pipe:3', '-stats_period', '0.5'];

function howItEnded(
  code: number | null,
  { hung, errors }: { hung: boolean; errors: string },
): FfmpegFailed['how'] {
  if (hung) return 'hang';
  if (/No space left on device|Disk quota exceeded|Read-only file system/.test(errors)) return 'no-space';
  return code === null ? 'killed' : 'error';
}

/** Ends a process from which nothing is heard any more. */
class Watch {
  hung = false;
  #heardAt = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(child: ChildProcess, { silentMs, brake }: { silentMs: number; brake: Brake | undefined }) {
    this.#timer = setInterval(() => {
      if (brake?.isOn) this.noteLife();
      if (performance.now() - this.#heardAt < silentMs) return;
      this.hung = true;
      child.kill('SIGKILL');
    }, LOOK_MS);
  }

  noteLife(): void {
    this.#heardAt = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** ffmpeg repeats itself when nothing moves: only a time that rises is a sign of life. */
async function readProgress(lines: Readable, onDone: (sec: number) => void): Promise<void> {
  let last = -1;
  for await (const line of createInterface({ input: lines })) {
    const [, micros] = /^out_time_us=(\d+)$/.exec(line) ?? [];
    const now = Number(micros ?? -1);
    if (now <= last) continue;
    last = now;
    onDone(now / 1e6);
  }
}

/** Everything that matters is in lines of detectors and in the last words; decoders can say megabytes. */
async function tailOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += (chunk as Buffer).toString('utf8');
    if (text.length > MOST_SAID) text = text.slice(0, MOST_SAID / 2) + text.slice(-MOST_SAID / 4);
  }
  return text;
}

const MOST_SAID = 4_000_000;

/** ffprobe tells no progress: what it writes is its sign of life. */
function heard(stream: Readable, onChunk: () => void): Readable {
  const through = new PassThrough();
  stream.on('data', onChunk);
  return stream.pipe(through);
}

async function drain(stream: Readable): Promise<void> {
  stream.resume();
  await once(stream, 'close');
}
