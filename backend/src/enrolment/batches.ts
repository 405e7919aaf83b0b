import { AppError } from '@seodang/server-kit/errors';

interface Wish<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (reason: unknown) => void;
}

export interface BatchOptions<Key, Input, Output> {
  /** Does a batch at once; gives one output, or the error of this one alone, for each input in order. */
  readonly work: (key: Key, inputs: readonly Input[]) => Promise<(Output | AppError)[]>;
  /** Most inputs in a batch. */
  readonly size: number;
  /** Most inputs that may wait for one key; more are refused. */
  readonly room: number;
}

const RETRY_AFTER_SEC = 2;

/**
 * Work on one thing goes one batch at a time; whatever comes meanwhile makes up the next batch. A thousand people who want
 * the same thing at once so hold one connection to the database and a few transactions, and not everybody else's.
 */
export class Batches<Key, Input, Output> {
  readonly #options: BatchOptions<Key, Input, Output>;
  readonly #waiting = new Map<Key, Wish<Input, Output>[]>();

  constructor(options: BatchOptions<Key, Input, Output>) {
    this.#options = options;
  }

  /** @throws {AppError} `store.unavailable` when too much waits already; otherwise what the work throws. */
  run(key: Key, input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(key);
      if (!queue) {
        this.#waiting.set(key, [{ input, resolve, reject }]);
        void this.#serve(key);
      } else if (queue.length < this.#options.room) {
        queue.push({ input, resolve, reject });
      } else {
        reject(new AppError('store.unavailable', { retryAfterSec: RETRY_AFTER_SEC }));
      }
    });
  }

  async #serve(key: Key): Promise<void> {
    const queue = this.#waiting.get(key) ?? [];
    while (queue.length > 0) await this.#serveBatch(key, queue.splice(0, this.#options.size));
    this.#waiting.delete(key);
  }

  async #serveBatch(key: Key, batch: readonly Wish<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#options.work(
        key,
        batch.map(({ input }) => input),
      );
      for (const [nth, { resolve, reject }] of batch.entries()) {
        const output = outputs[nth] as Output | AppError;
        if (output instanceof AppError) reject(output);
        else resolve(output);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
