interface Numbered {
  readonly sequence: number;
}

/**
 * Puts what came out of order (a packet that was lost and sent again) into its place.
 *
 * What comes twice, or after its place was given up, is dropped.
 *
 * @param depth How many later ones a missing one is waited for.
 */
export class InSequence<T extends Numbered> {
  readonly #waiting = new Map<number, T>();
  readonly #depth: number;
  #next: number | null = null;
  #late = 0;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** @returns What is complete now, in order; a hole in the numbers is one that never came. */
  push(item: T): T[] {
    this.#next ??= item.sequence;
    this.#late = item.sequence < this.#next ? this.#late + 1 : 0;
    if (this.#late > this.#depth) return this.#beginAnew(item);
    if (item.sequence < this.#next) return [];
    this.#waiting.set(item.sequence, item);
    return [...this.#ready(), ...(this.#waiting.size > this.#depth ? this.#giveUp() : [])];
  }

  /** @returns All that still waits, in order. */
  end(): T[] {
    const rest = [...this.#waiting.values()].sort((a, b) => a.sequence - b.sequence);
    this.#waiting.clear();
    return rest;
  }

  /** So many are not late: their sender counts from elsewhere now. */
  #beginAnew(item: T): T[] {
    const rest = this.end();
    this.#next = item.sequence;
    return [...rest, ...this.push(item)];
  }

  #ready(): T[] {
    const ready: T[] = [];
    for (let next = this.#next ?? 0; ; next += 1) {
      const item = this.#waiting.get(next);
      this.#next = next;
      if (item === undefined) return ready;
      this.#waiting.delete(next);
      ready.push(item);
    }
  }

  #giveUp(): T[] {
    this.#next = Math.min(...this.#waiting.keys());
    return this.#ready();
  }
}
