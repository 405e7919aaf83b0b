import { gathering, type Gathering } from './gathering.js';

export interface GroupCommitOptions<Key, Value> {
  /** What two wishes about one key come to. */
  readonly merge: (before: Value, next: Value) => Value;
  readonly write: (wishes: ReadonlyMap<Key, Value>) => Promise<void>;
  /** How long wishes are gathered before they are written. */
  readonly gatherMs?: number;
}

const AT_ONCE: Gathering = { gathered: Promise.resolve(), hurry: () => undefined };

interface Group<Key, Value> {
  readonly wishes: Map<Key, Value>;
  readonly written: Promise<void>;
  /** Gathers no longer. */
  readonly hurry: () => void;
}

/** Writes one group of wishes at a time; what comes meanwhile is the next group, a key once. */
export class GroupCommit<Key, Value> {
  readonly #options: GroupCommitOptions<Key, Value>;
  #next: Group<Key, Value> | null = null;
  #current: Promise<void> = Promise.resolve();

  constructor(options: GroupCommitOptions<Key, Value>) {
    this.#options = options;
  }

  /** Resolves when this wish is written; rejects with what the write of its group was refused with. */
  add(key: Key, value: Value): Promise<void> {
    const { merge } = this.#options;
    this.#next ??= this.#open();
    const { wishes, written } = this.#next;
    const before = wishes.get(key);
    wishes.set(key, before === undefined ? value : merge(before, value));
    return written;
  }

  /** Resolves when nothing waits any more, whatever became of it. */
  async drain(): Promise<void> {
    while (this.#next) {
      this.#next.hurry();
      await this.#next.written.catch(() => undefined);
    }
    await this.#current;
  }

  #open(): Group<Key, Value> {
    const { write, gatherMs } = this.#options;
    const wishes = new Map<Key, Value>();
    const { gathered, hurry } = gatherMs === undefined ? AT_ONCE : gathering(gatherMs);
    const written = Promise.all([this.#current, gathered]).then(() => {
      this.#next = null;
      return write(wishes);
    });
    this.#current = written.catch(() => undefined);
    return { wishes, written, hurry };
  }
}
