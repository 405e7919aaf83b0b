/**
 * Where to go after signing in: the page one came from if it is one of ours, else `otherwise`.
 * Anything that a browser could read as another site is refused.
 */
export function safeNext(next: unknown, otherwise = '/lessons'): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !/[\\\s]/.test(next) ? next : otherwise;
}
