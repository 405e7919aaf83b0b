import { AppError } from '@seodang/server-kit/errors';

const RETRY_AFTER_SEC = 5;

/** Lets heavy work be done one at a time, and so much of it wait. */
export class Turns {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws {AppError} `request.too_many` when too much is waiting already; whatever `work` throws. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#most)
      throw new AppError('request.too_many', { retryAfterSec: RETRY_AFTER_SEC });
    this.#waiting += 1;
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}
