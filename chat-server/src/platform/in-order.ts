/** Does what concerns one thing one after the other, and what concerns different things side by side. */
export class InOrder {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(thing: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(thing) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.catch(() => undefined);
    this.#tails.set(thing, tail);
    void tail.then(() => {
      if (this.#tails.get(thing) === tail) this.#tails.delete(thing);
    });
    return result;
  }
}
