export interface RoundsOptions {
  /** From one round to the next, unless very many wait. */
  readonly everyMs?: number;
}

/** Nobody notices; in a lively school several share what waking up and a commit cost. */
const EVERY_MS = 40;
/** So many do not wait at all. */
const MOST = 500;
const NOW = Promise.resolve();

interface Next {
  readonly begun: Promise<void>;
  readonly begin: () => void;
  readonly timer: NodeJS.Timeout;
  size: number;
}

/**
 * Work that comes in a little at a time and is done in rounds, some of it together: code that runs once every few
 * milliseconds is no longer in the caches of the processor and costs several times as much. Who comes into silence waits
 * for nothing.
 */
export class Rounds {
  readonly #everyMs: number;
  #count = 0;
  #beganAt = -Infinity;
  /** Those who were let go with this round have their turn now. */
  #closed: Promise<void> = Promise.resolve();
  #next: Next | null = null;

  constructor({ everyMs = EVERY_MS }: RoundsOptions = {}) {
    this.#everyMs = everyMs;
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when the next round begins. */
  next(): Promise<void> {
    if (this.#next === null && this.#leftMs() <= 0) {
      this.#begin();
      return NOW;
    }
    const next = (this.#next ??= this.#plan());
    next.size += 1;
    if (next.size === MOST) {
      clearTimeout(next.timer);
      next.begin();
    }
    return next.begun;
  }

  /** Resolves when a round after that one has begun, and all that it let go have done what they do at once. */
  async after(round: number): Promise<void> {
    if (this.#count <= round) await this.next();
    await this.#closed;
  }

  #leftMs(): number {
    return this.#beganAt + this.#everyMs - performance.now();
  }

  #plan(): Next {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = () => {
        this.#next = null;
        this.#begin();
        resolve();
      };
    });
    return { begun, begin, timer: setTimeout(begin, this.#leftMs()), size: 0 };
  }

  #begin(): void {
    this.#count += 1;
    this.#beganAt = performance.now();
    this.#closed = new Promise((resolve) => setImmediate(resolve));
  }
}
