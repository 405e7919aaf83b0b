/**
 * Waits for a condition.
 *
 * @throws {Error} that names what was waited for.
 */
export async function until<T>(
  condition: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  { what, withinMs = 10_000 }: { readonly what: string; readonly withinMs?: number },
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
