/** A value that comes and goes, and that may be waited for. */
export class Latch<T> {
  #value: T | null = null;
  #failure: Error | null = null;
  readonly #waiting = new Set<() => void>();

  get value(): T | null {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    this.#tell();
  }

  clear(): void {
    this.#value = null;
  }

  /** It will never come: who waits, now or later, gets the error. */
  fail(error: Error): void {
    this.#failure = error;
    this.#value = null;
    this.#tell();
  }

  /**
   * @param within `untilMs` is a time of `performance.now()`; `signal` ends the waiting early with its reason.
   * @returns The value, or null when it did not come in time.
   */
  async when({ untilMs, signal }: { untilMs: number; signal?: AbortSignal }): Promise<T | null> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      signal?.throwIfAborted();
      if (this.#value !== null || performance.now() >= untilMs) return this.#value;
      await this.#change(untilMs, signal);
    }
  }

  #change(untilMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.max(0, untilMs - performance.now()));
      signal?.addEventListener('abort', end);
      this.#waiting.add(end);
    });
  }

  #tell(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
