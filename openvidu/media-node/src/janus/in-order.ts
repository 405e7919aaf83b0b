import { MediaError } from '../session/media-port.js';

const MAX_WAITING = 32;

/** Runs what is done to one peer one after the other. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** @throws {MediaError} `engine` when too much waits already; else what `task` throws. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING)
      throw new MediaError('engine', 'Too many operations wait for this peer.');
    this.#waiting += 1;
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}
