import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Completes the sentence "waited for …". */
  readonly what: string;
  readonly withinMs?: number;
  readonly everyMs?: number;
  /** Said in the failure: what was seen instead. */
  readonly seen?: () => unknown;
}

/**
 * Looks until the answer is neither `undefined`, `null` nor `false`, and gives that answer.
 * @throws {Error} that names what was waited for and what was seen instead
 */
export async function until<T>(
  look: () => T | Promise<T>,
  { what, withinMs = 30_000, everyMs = 100, seen }: Patience,
): Promise<Exclude<T, undefined | null | false>> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer as Exclude<T, undefined | null | false>;
    }
    if (Date.now() > end) {
      const instead = seen ? `; seen instead: ${JSON.stringify(seen())}` : '';
      throw new Error(`waited ${withinMs} ms for ${what}${instead}`);
    }
    await pause(everyMs);
  }
}
