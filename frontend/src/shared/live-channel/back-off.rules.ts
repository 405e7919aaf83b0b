const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt to connect: anything up to a bound that doubles with each failure in a row, so
 * that a thousand clients of a server that fell over do not come back at once.
 *
 * @param failures Attempts that failed since a connection last stood; 0 right after it was lost.
 * @param random   From 0 to below 1.
 * @returns Milliseconds, at most half a minute.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ "full jitter"
 */
export function reconnectDelayMs(failures: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures));
}
