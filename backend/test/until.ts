import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` gives something true and returns that; after `withinMs` fails naming what it waited for. */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: { what: string; withinMs: number },
): Promise<NonNullable<T>> {
  const endsAt = Date.now() + options.withinMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > endsAt) throw new Error(`waited ${options.withinMs} ms for ${options.what}`);
    await delay(10);
  }
}
