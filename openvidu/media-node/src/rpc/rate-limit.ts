/** A bucket of permits that fills steadily. */
export class RateLimit {
  #permits: number;
  #filledAtMs = performance.now();

  constructor(
    private readonly perSec: number,
    private readonly burst: number,
  ) {
    this.#permits = burst;
  }

  take(): boolean {
    const nowMs = performance.now();
    const grown = ((nowMs - this.#filledAtMs) / 1000) * this.perSec;
    this.#permits = Math.min(this.burst, this.#permits + grown);
    this.#filledAtMs = nowMs;
    if (this.#permits < 1) return false;
    this.#permits -= 1;
    return true;
  }
}
