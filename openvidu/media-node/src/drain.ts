/** Lets a shutdown wait, for a time, until what is under way is done. */
export class Drain {
  #onEmpty: () => void = () => undefined;

  /** Call it whenever nothing is under way any more. */
  tellEmpty(): void {
    this.#onEmpty();
  }

  /** Resolves at the next `tellEmpty`, or after `ms`. */
  async within(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(resolve, ms);
      this.#onEmpty = () => {
        clearTimeout(deadline);
        resolve();
      };
    });
  }
}
