import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  /** Completes "waited in vain for …". */
  readonly what: string;
  readonly withinMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks a condition until it holds.
 *
 * @throws {Error} that names what was waited for, after `withinMs`, or the reason of `signal`.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  options: UntilOptions,
): Promise<void> {
  const end = performance.now() + options.withinMs;
  for (;;) {
    options.signal?.throwIfAborted();
    if (await condition()) return;
    if (performance.now() > end) {
      throw new Error(`Waited ${Math.round(options.withinMs / 1000)} s in vain for ${options.what}.`);
    }
    await delay(options.everyMs ?? 50, undefined, options.signal ? { signal: options.signal } : {});
  }
}
