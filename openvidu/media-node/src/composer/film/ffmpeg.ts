import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Brake } from '@seodang/server-kit/governor';
import { spawnInBackground } from '../../in-background.js';
import { ComposeError } from './compose-error.js';

/** What is made of the output. */
export interface FfmpegDone {
  /** 0 without a picture. */
  readonly frames: number;
  readonly ms: number;
}

export interface FfmpegRun {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly brake?: Brake | undefined;
  readonly onProgress?: (done: FfmpegDone) => void;
  /** Ended when nothing more came of it for so long; 3 min when not given. */
  readonly stallMs?: number;
}

/** A busy machine gives a niced program little; one that does nothing for so long does nothing more. */
const STALL_MS = 180_000;
const MAX_COMPLAINT = 2000;

/**
 * Runs ffmpeg to its end, behind everything else that the machine does.
 *
 * It dies with this process however that ends (`setpriv --pdeathsig`), and when the signal is aborted.
 *
 * @throws {ComposeError} `ffmpeg` or `space`, with what it said last; `stalled`
 * @throws The signal's reason.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<FfmpegDone> {
  const { args, cwd, signal, brake, onProgress, stallMs = STALL_MS } = run;
  signal.throwIfAborted();
  const child = spawnInBackground('ffmpeg', args, { cwd });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const watch = new StallWatch(kill, { stallMs, brake });
  const letGo = brake?.follow(child);
  const complaint = complaintOf(child);
  const lines = createInterface({ input: child.stdout });
  const progress = { frames: 0, ms: 0 };
  lines.on('line', (line) => {
    const [key, value = ''] = line.split('=');
    if (key === 'frame') progress.frames = Number(value);
    if (key === 'out_time_ms') progress.ms = Math.max(0, Number(value) / 1000) || 0;
    if (key !== 'progress') return;
    watch.see(progress.frames + progress.ms);
    onProgress?.({ ...progress });
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    if (watch.isStalled) throw new ComposeError('stalled', `ffmpeg made nothing in ${stallMs / 1000} s`);
    if (code !== 0) throw toError(code, complaint());
    return { ...progress };
  } finally {
    letGo?.();
    watch.stop();
    signal.removeEventListener('abort', kill);
  }
}

const NO_DISK = /no space left|disk quota|read-only file system/i;

function toError(code: number | null, complaint: string): ComposeError {
  const fault = NO_DISK.test(complaint) ? 'space' : 'ffmpeg';
  return new ComposeError(fault, `ffmpeg ended with ${code ?? 'a signal'}: ${complaint}`);
}

/** Ends what does not go on, unless it was stopped. */
class StallWatch {
  isStalled = false;
  readonly #end: () => void;
  readonly #stallMs: number;
  readonly #brake: Brake | undefined;
  #done = -1;
  #timer: NodeJS.Timeout;

  constructor(end: () => void, { stallMs, brake }: { stallMs: number; brake: Brake | undefined }) {
    this.#end = end;
    this.#stallMs = stallMs;
    this.#brake = brake;
    this.#timer = this.#start();
  }

  see(done: number): void {
    if (done === this.#done) return;
    this.#done = done;
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#brake?.isOn === true) {
        this.#timer = this.#start();
        return;
      }
      this.isStalled = true;
      this.#end();
    }, this.#stallMs);
  }
}

function complaintOf(child: ChildProcess): () => string {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-MAX_COMPLAINT);
  });
  return () => said.trim();
}
