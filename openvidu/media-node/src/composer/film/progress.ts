/** Adds the parts of a work up to one share from 0 to 1 that never falls. All parts are named before any is begun. */
export class Progress {
  readonly #report: (share: number) => void;
  readonly #parts: Part[] = [];
  #said = -1;

  constructor(report: (share: number) => void) {
    this.#report = report;
  }

  /**
   * @param weight How long it takes, against the other parts.
   * @returns Takes the share of this part that is done.
   */
  part(weight: number): (share: number) => void {
    const part = { weight, share: 0 };
    this.#parts.push(part);
    return (share) => {
      part.share = Math.max(part.share, Math.min(1, share));
      this.#tell();
    };
  }

  #tell(): void {
    const whole = this.#parts.reduce((sum, { weight }) => sum + weight, 0);
    const done = this.#parts.reduce((sum, { weight, share }) => sum + weight * share, 0) / whole;
    if (done <= this.#said) return;
    this.#said = done;
    this.#report(Math.min(1, done));
  }
}

interface Part {
  readonly weight: number;
  share: number;
}
