/** One timer a key. */
export class Countdowns {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** A countdown that runs under this key already goes on as it is. */
  start(key: string, ms: number, onEnd: () => void): void {
    if (this.#timers.has(key)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      onEnd();
    }, ms);
    this.#timers.set(key, timer);
  }

  cancel(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  cancelAll(): void {
    for (const key of [...this.#timers.keys()]) this.cancel(key);
  }
}
