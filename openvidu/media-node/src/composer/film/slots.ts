/** Lets only so many works run at a time; the others wait in the order they came. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  readonly #limit: () => number;
  #running = 0;

  /** @param limit Asked whenever a work would begin: one that has begun runs to its end. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const begun = new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
    this.#begin();
    await begun;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#begin();
    }
  }

  /** One may always run: else those that wait would wait for ever. */
  #begin(): void {
    while (this.#waiting.length > 0 && this.#running < Math.max(1, this.#limit())) {
      this.#running += 1;
      this.#waiting.shift()?.();
    }
  }
}

/**
 * Runs all works in the slots.
 *
 * @param works Get a signal that is aborted when one of them fails.
 * @throws What the first one threw that failed, when all have ended.
 */
export async function runAll(
  slots: Slots,
  signal: AbortSignal,
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const failures: unknown[] = [];
  await Promise.all(
    works.map((work) =>
      slots.run(async () => {
        if (both.aborted) return;
        await work(both).catch((error: unknown) => {
          failures.push(error);
          stop.abort(error);
        });
      }),
    ),
  );
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
