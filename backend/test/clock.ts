/** A clock that stands still until a test moves it. */
export class StillClock {
  #at = new Date();

  readonly now = (): Date => new Date(this.#at);

  forward(step: { ms?: number; sec?: number; min?: number; days?: number }): void {
    const { ms = 0, sec = 0, min = 0, days = 0 } = step;
    this.#at = new Date(this.#at.getTime() + ms + 1000 * (sec + 60 * (min + 24 * 60 * days)));
  }

  /** An instant so many minutes from now; negative for the past. */
  inMin(minutes: number): Date {
    return new Date(this.#at.getTime() + minutes * 60_000);
  }
}
