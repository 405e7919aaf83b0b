/** Numbers that look like chance and are the same on each run. @see Steele, Vigna: "SplitMix32" */
export class FixedRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** At least `from`, less than `to`, whole. */
  between(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from));
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.between(0, 100) < percent;
  }

  #next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
}
