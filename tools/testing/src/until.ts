import { setTimeout as pause } from 'node:timers/promises';

type Nothing = undefined | null | false;

export interface Patience {
  /** Completes the sentence "waited for …". */
  readonly what: string;
  readonly withinMs?: number;
  /** Pause between two looks. Looking into a browser costs more than looking into memory. */
  readonly everyMs?: number;
  /** Said in the failure, e.g. what was seen instead. */
  readonly seen?: () => unknown;
}

/**
 * Looks until the answer is neither `undefined`, `null` nor `false`, and gives that answer.
 * @throws {Error} that names what was waited for and what was seen instead
 */
export async function until<T>(
  look: () => T | Nothing | Promise<T | Nothing>,
  { what, withinMs = 30_000, everyMs = 25, seen }: Patience,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer;
    }
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms for ${what}${sawInstead(seen)}`);
    await pause(everyMs);
  }
}

function sawInstead(seen: Patience['seen']): string {
  return seen ? `; seen instead: ${JSON.stringify(seen())}` : '';
}

/**
 * Lets time pass in which something must *not* happen: the one case no event can be waited for.
 * @throws {Error} as soon as it happens
 */
export async function never(
  look: () => unknown,
  { what, forMs }: { what: string; forMs: number },
): Promise<void> {
  const end = Date.now() + forMs;
  while (Date.now() < end) {
    const answer = look();
    if (answer) throw new Error(`did not expect ${what}: ${JSON.stringify(answer)}`);
    await pause(25);
  }
}
