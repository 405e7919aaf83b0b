/** A server was silent a moment ago and is not asked again yet. */
export class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen';
}

export interface CircuitOptions {
  /** Failures in a row that open it. */
  readonly failures?: number;
  /** How long nobody is let through before one call may try again. */
  readonly openMs?: number;
  readonly nowMs?: () => number;
}

/** Stops asking a silent server, so that callers fail at once instead of each waiting for the time limit. */
export class Circuit {
  readonly #options: Required<CircuitOptions>;
  #failed = 0;
  #openUntil = 0;

  constructor(options: CircuitOptions = {}) {
    this.#options = { failures: 3, openMs: 3_000, nowMs: () => performance.now(), ...options };
  }

  /**
   * Runs `work` unless the circuit is open. After the pause one call is let through; its outcome decides for the others.
   *
   * @param isSilence Which errors mean that the server is away; others are answers.
   * @throws {CircuitOpen} without running `work`.
   */
  async run<T>(work: () => Promise<T>, isSilence: (error: unknown) => boolean): Promise<T> {
    const { failures, openMs, nowMs } = this.#options;
    if (this.#failed >= failures) {
      if (nowMs() < this.#openUntil) throw new CircuitOpen('the media server was silent a moment ago');
      this.#openUntil = nowMs() + openMs;
    }
    try {
      const result = await work();
      this.#failed = 0;
      return result;
    } catch (error) {
      this.#failed = isSilence(error) ? this.#failed + 1 : 0;
      this.#openUntil = nowMs() + openMs;
      throw error;
    }
  }
}
