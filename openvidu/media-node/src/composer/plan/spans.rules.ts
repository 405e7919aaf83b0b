export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One from the first beginning to the last end of those that touch or lie at most `bridgeMs` apart. */
export function joined(spans: readonly Span[], bridgeMs = 0): Span[] {
  const sorted = [...spans].sort((a, b) => a.fromMs - b.fromMs);
  const result: Span[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last === undefined || span.fromMs - last.toMs > bridgeMs)
      result.push({ fromMs: span.fromMs, toMs: span.toMs });
    else result[result.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return result;
}

/**
 * Goes along spans, each looked at once: whoever sends can make them by the ten thousand.
 *
 * @returns Gives the span that holds a time, of several the one that began first. Its beginning belongs to a span, its end
 *   does not. Times must not fall from call to call.
 */
export function walk<T extends Span>(spans: readonly T[]): (ms: number) => T | undefined {
  const sorted = spans.toSorted((a, b) => a.fromMs - b.fromMs);
  let index = 0;
  return (ms) => {
    while ((sorted[index]?.toMs ?? Infinity) <= ms) index += 1;
    const span = sorted[index];
    return span !== undefined && span.fromMs <= ms ? span : undefined;
  };
}

/** The last of those that are at `ms` or before. @param items In the order of `timeOf`. */
export function lastUpTo<T>(items: readonly T[], ms: number, timeOf: (item: T) => number): T | undefined {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const item = items[middle];
    if (item !== undefined && timeOf(item) <= ms) from = middle + 1;
    else to = middle;
  }
  return items[from - 1];
}

/** The stretches between neighbouring times, in order, each time once. */
export function stretches(times: readonly number[]): Span[] {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return sorted.slice(1).map((toMs, index) => ({ fromMs: sorted[index] ?? 0, toMs }));
}
