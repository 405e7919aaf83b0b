/** Tests of one run, or of several together. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NO_COUNTS: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Adds up the lines `N passed, N failed, N skipped` of a text; null when it has none. */
export function readCounts(text: string): Counts | null {
  const lines = [...text.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)];
  if (lines.length === 0) return null;
  return sumCounts(
    lines.map(([, passed, failed, skipped]) => ({
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(skipped),
    })),
  );
}

export function sumCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    NO_COUNTS,
  );
}

/**
 * What a run is worth: its own counts, but never without a failure when it ended badly or left no counts.
 *
 * @param text What the run wrote to its counts file.
 */
export function judge(text: string, exitCode: number): Counts {
  const counts = readCounts(text) ?? NO_COUNTS;
  const isUnwell = exitCode !== 0 || readCounts(text) === null;
  return isUnwell && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** The lines `✘ title: reason` of a text: what failed in the runs that wrote it. */
export function readFailures(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('✘ '));
}

/** The line that continuous integration reads. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
