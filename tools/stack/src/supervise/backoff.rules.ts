const FIRST_MS = 250;
const LONGEST_MS = 15_000;

/** A part that ran this long before it ended starts again without a long wait. */
export const STEADY_AFTER_MS = 30_000;

/** @param failures Ends in a row, at least 1. @returns Milliseconds to wait before the next start: 250 ms, doubled up to 15 s. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (Math.max(1, failures) - 1), LONGEST_MS);
}
