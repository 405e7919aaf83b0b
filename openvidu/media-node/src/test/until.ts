/**
 * Waits for a condition.
 *
 * @throws {Error} that names what was waited for.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { what, withinMs = 10_000 }: { readonly what: string; readonly withinMs?: number },
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
