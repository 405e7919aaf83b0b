const BASE_MS = 500;
const CAP_MS = 30_000;

/**
 * How long to wait before the next attempt: anything up to a limit that doubles each time.
 *
 * @param failures Attempts that failed in a row, 1 or more.
 * @param random 0 to 1.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/  "full jitter"
 */
export function backoffMs(failures: number, random: number): number {
  return random * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures, 16));
}
