import { setTimeout as pause } from 'node:timers/promises';

/** Waits for `condition`; says what it waited for when it does not come true. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { what, withinMs = 20_000 }: { what: string; withinMs?: number },
): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`Not within ${withinMs} ms: ${what}.`);
    await pause(20);
  }
}
