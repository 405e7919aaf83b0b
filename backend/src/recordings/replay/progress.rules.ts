/** Half open, in milliseconds of the recording. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** As many are kept of one person; then the shortest holes between them are closed. */
export const MOST_KEPT = 200;
/** Players report a little late: smaller holes are none. */
const TOUCHING_MS = 1_000;

/** Adds what was watched now to what was watched before, within the recording. */
export function withWatched(before: readonly Range[], now: readonly Range[], durationMs: number): Range[] {
  const inside = now.map(({ fromMs, toMs }) => ({
    fromMs: Math.max(0, fromMs),
    toMs: Math.min(toMs, durationMs),
  }));
  const joined = join([...before, ...inside.filter(({ fromMs, toMs }) => fromMs < toMs)]);
  return joined.length <= MOST_KEPT ? joined : closeHoles(joined, joined.length - MOST_KEPT);
}

/** Milliseconds of the recording that were seen at least once. */
export function watchedMs(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** Of what can be watched; 100 from 98 on, since nobody watches the last second. */
export function watchedPercent(
  ranges: readonly Range[],
  { startMs, endMs }: { startMs: number; endMs: number },
): number {
  const seen = ranges.reduce(
    (sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs)),
    0,
  );
  const percent = Math.round((seen * 100) / Math.max(1, endMs - startMs));
  return percent >= 98 ? 100 : percent;
}

/** `0-1000,5000-6000`: small, and plain to read in the database. */
export function rangesToText(ranges: readonly Range[]): string {
  return ranges.map(({ fromMs, toMs }) => `${fromMs}-${toMs}`).join(',');
}

export function rangesFromText(text: string): Range[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [fromMs = 0, toMs = 0] = part.split('-').map(Number);
      return { fromMs, toMs };
    });
}

function join(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (!last || range.fromMs > last.toMs + TOUCHING_MS) joined.push(range);
    else joined[joined.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, range.toMs) };
  }
  return joined;
}

function closeHoles(ranges: readonly Range[], count: number): Range[] {
  const holes = ranges
    .slice(1)
    .map(({ fromMs }, nth) => ({ nth: nth + 1, size: fromMs - (ranges[nth]?.toMs ?? 0) }))
    .toSorted((a, b) => a.size - b.size);
  const closed = new Set(holes.slice(0, count).map(({ nth }) => nth));
  const kept: Range[] = [];
  ranges.forEach((range, nth) => {
    const last = kept.at(-1);
    if (last && closed.has(nth)) kept[kept.length - 1] = { fromMs: last.fromMs, toMs: range.toMs };
    else kept.push(range);
  });
  return kept;
}
