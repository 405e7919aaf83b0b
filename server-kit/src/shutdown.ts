import type { Log } from './log.js';

interface Step {
  readonly what: string;
  readonly run: () => Promise<void>;
}

export interface ShutdownOptions {
  readonly log: Log;
  /** How long all steps together may take before the process gives up waiting. */
  readonly withinMs?: number;
  readonly exit?: (code: number) => void;
}

/**
 * Takes a process down in order: steps run last added first, so what was opened first is closed last.
 * A step that fails or hangs does not keep the others from running.
 */
export class Shutdown {
  readonly #steps: Step[] = [];
  readonly #options: Required<ShutdownOptions>;
  #running: Promise<void> | null = null;

  constructor(options: ShutdownOptions) {
    this.#options = { withinMs: 10_000, exit: (code) => process.exit(code), ...options };
  }

  /** Registers what must be closed; `what` appears in the log when it fails. */
  add(what: string, run: () => Promise<void>): void {
    this.#steps.push({ what, run });
  }

  /** Closes everything once; later calls get the same promise. */
  run(): Promise<void> {
    this.#running ??= this.#runSteps();
    return this.#running;
  }

  /** SIGTERM and SIGINT close everything and end the process: 0 when all was closed in time, 1 when not. */
  onSignals(): void {
    const { log, withinMs, exit } = this.#options;
    const stop = (signal: string) => {
      log.info({ signal }, 'stopping');
      const overdue = setTimeout(() => {
        log.error({ withinMs }, 'stopping took too long');
        exit(1);
      }, withinMs);
      void this.run().then(() => {
        clearTimeout(overdue);
        log.info('stopped');
        exit(0);
      });
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  }

  async #runSteps(): Promise<void> {
    for (const { what, run } of this.#steps.toReversed()) {
      try {
        await run();
      } catch (error) {
        this.#options.log.error({ err: error, what }, 'could not be closed');
      }
    }
  }
}
