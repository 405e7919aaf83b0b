/** A bucket of permits that fills steadily. */
export class RateLimit {
  readonly #perSec: number;
  readonly #burst: number;
  #permits: number;
  #filledAtMs = performance.now();

  constructor(perSec: number, burst: number) {
    this.#perSec = perSec;
    this.#burst = burst;
    this.#permits = burst;
  }

  /** The clock is only asked when the bucket is empty. */
  take(): boolean {
    if (this.#permits < 1) this.#fill();
    if (this.#permits < 1) return false;
    this.#permits -= 1;
    return true;
  }

  #fill(): void {
    const nowMs = performance.now();
    const grown = ((nowMs - this.#filledAtMs) / 1000) * this.#perSec;
    this.#permits = Math.min(this.#burst, this.#permits + grown);
    this.#filledAtMs = nowMs;
  }
}
