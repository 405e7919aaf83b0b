import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@seodang/server-kit/log';

export interface SweepOptions {
  readonly what: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
  readonly log: Log;
}

/**
 * Does something again and again in this process, never twice at once, without Redis: what a lost poke or an emptied queue
 * left lying is found this way.
 */
export class Sweep {
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: SweepOptions) {
    this.#running = this.#loop(options);
  }

  /** Ends after the run under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #loop({ what, everyMs, run, log }: SweepOptions): Promise<void> {
    const { signal } = this.#stopped;
    let failing = false;
    while (!signal.aborted) {
      try {
        await run();
        failing = false;
      } catch (error) {
        // One line when it begins to fail, not one a second.
        if (!failing) log.warn({ err: error, what }, 'sweep failed');
        failing = true;
      }
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
