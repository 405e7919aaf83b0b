import type { Logger } from 'pino';
import { pause } from './pause.js';

/** What became of a recording's raw material. */
export type Outcome =
  | {
      readonly status: 'ready';
      readonly sizeBytes: number;
      readonly durationS: number;
      /** The file holds all that was recorded, as it was: it is not needed any more what it was made of. */
      readonly isWhole: boolean;
    }
  | { readonly status: 'failed' };

export interface Job {
  readonly id: string;
  /** Makes the file. @throws when it cannot; the signal's reason when it is told to end */
  run(signal: AbortSignal): Promise<Outcome>;
  /** Called once with what came of it, but for a job that was cancelled or is to be done by the next node. */
  onOutcome(outcome: Outcome): Promise<void>;
}

export interface ProcessingOptions {
  readonly log: Logger;
  /** Pauses before a job is tried again; when they are used up it has failed. */
  readonly retryMs?: readonly number[];
}

const RETRY_MS = [1000, 15_000];

/** Makes files of takes: one at a time, in order, as it must leave the machine to the lessons. */
export class Processing {
  readonly #log: Logger;
  readonly #retryMs: readonly number[];
  readonly #waiting: Job[] = [];
  readonly #over = new Map<string, (() => void)[]>();
  #current: { readonly job: Job; readonly abort: AbortController } | null = null;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor({ log, retryMs = RETRY_MS }: ProcessingOptions) {
    this.#log = log;
    this.#retryMs = retryMs;
  }

  get size(): number {
    return this.#waiting.length + (this.#current ? 1 : 0);
  }

  add(job: Job): void {
    if (this.#isStopped) return;
    this.#waiting.push(job);
    if (!this.#current) this.#running = this.#work();
  }

  /** Resolves when nothing is being done, or waits to be done, for this id. */
  whenOver(id: string): Promise<void> {
    if (!this.#has(id)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#over.set(id, [...(this.#over.get(id) ?? []), resolve]);
    });
  }

  /** Ends a job without an outcome; resolves when it has let go of its files. */
  async cancel(id: string): Promise<void> {
    const position = this.#waiting.findIndex((job) => job.id === id);
    if (position >= 0) {
      this.#waiting.splice(position, 1);
      this.#tellOver(id);
    }
    if (this.#current?.job.id !== id) return;
    this.#current.abort.abort(new Error('cancelled'));
    await this.whenOver(id);
  }

  /** Ends what is under way; all that is not done is found again by the next node. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting.length = 0;
    this.#current?.abort.abort(new Error('The node stops.'));
    await this.#running;
  }

  async #work(): Promise<void> {
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      const abort = new AbortController();
      this.#current = { job, abort };
      const outcome = await this.#try(job, abort.signal);
      if (outcome) await this.#report(job, outcome);
      this.#current = null;
      this.#tellOver(job.id);
    }
  }

  async #try(job: Job, signal: AbortSignal): Promise<Outcome | null> {
    for (const pauseMs of [...this.#retryMs, null]) {
      try {
        return await job.run(signal);
      } catch (error) {
        const isLast = pauseMs === null;
        if (!signal.aborted) this.#log.warn({ err: error, recordingId: job.id, isLast }, 'processing failed');
      }
      if (pauseMs !== null) await pause(pauseMs, signal);
      if (isAborted(signal)) return null;
    }
    return { status: 'failed' };
  }

  async #report(job: Job, outcome: Outcome): Promise<void> {
    try {
      await job.onOutcome(outcome);
    } catch (error) {
      this.#log.error({ err: error, recordingId: job.id }, 'outcome not kept');
    }
  }

  #has(id: string): boolean {
    return this.#current?.job.id === id || this.#waiting.some((job) => job.id === id);
  }

  #tellOver(id: string): void {
    for (const tell of this.#over.get(id) ?? []) tell();
    this.#over.delete(id);
  }
}

/** Asked anew each time: it may change while one waits. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
