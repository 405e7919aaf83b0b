/** Lets so many through at once; the others wait in line, and when the line is too long they are turned away. */
export class Gate {
  readonly #options: { readonly atOnce: number; readonly waiting: number };
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(options: { atOnce: number; waiting: number }) {
    this.#options = options;
  }

  /** @throws {Error} when the line is too long */
  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#options.atOnce) await this.#wait();
    else this.#inside += 1;
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      // The place is handed over, so that nobody slips in between.
      if (next) next();
      else this.#inside -= 1;
    }
  }

  #wait(): Promise<void> {
    if (this.#line.length >= this.#options.waiting) throw new Error('too many are waiting');
    return new Promise((resolve) => this.#line.push(resolve));
  }
}
