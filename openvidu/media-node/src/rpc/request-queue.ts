const MAX_WAITING = 2000;
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

export interface QueuedRequest {
  readonly bytes: number;
  /** The next request need not wait for this one's end. */
  readonly isConcurrent: boolean;
  /** Never rejects. */
  readonly run: () => Promise<void>;
}

/** Handles the requests of one client in the order they came, one after the other. */
export class RequestQueue {
  readonly #waiting: QueuedRequest[] = [];
  #waitingBytes = 0;
  #isRunning = false;

  /** @returns false when too much waits already; the request is not taken then. */
  push(request: QueuedRequest): boolean {
    if (this.#waiting.length >= MAX_WAITING) return false;
    if (this.#waitingBytes + request.bytes > MAX_WAITING_BYTES) return false;
    this.#waiting.push(request);
    this.#waitingBytes += request.bytes;
    if (!this.#isRunning) void this.#drain();
    return true;
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#waitingBytes -= next.bytes;
      const done = next.run();
      if (!next.isConcurrent) await done;
    }
    this.#isRunning = false;
  }
}
