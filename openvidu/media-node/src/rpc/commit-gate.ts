/** A log on disk that others wait for. Positions only rise. */
export interface DurableLog {
  /** Records handed over so far. */
  readonly written: number;
  /** Records that a crash cannot take any more. */
  readonly synced: number;
  onSync(listener: () => void): void;
}

/**
 * Holds everything that is said to clients until the events it rests on are on disk, so that a crash never takes
 * back what somebody was already told. Order is kept over all clients; one sync serves all that waits.
 */
export class CommitGate {
  readonly #log: DurableLog;
  readonly #waiting: { readonly position: number; readonly say: () => void }[] = [];

  constructor(log: DurableLog) {
    this.#log = log;
    log.onSync(() => {
      this.#open();
    });
  }

  pass(say: () => void): void {
    const position = this.#log.written;
    const mayNow = this.#waiting.length === 0 && this.#log.synced >= position;
    if (mayNow) say();
    else this.#waiting.push({ position, say });
  }

  /** Resolves when everything that happened until now is on disk. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.pass(resolve);
    });
  }

  #open(): void {
    const { synced } = this.#log;
    let count = 0;
    // What is said now may cause more to be said: that queues behind the rest, which is still in the list.
    for (const { position, say } of this.#waiting) {
      if (position > synced) break;
      count += 1;
      say();
    }
    this.#waiting.splice(0, count);
  }
}
