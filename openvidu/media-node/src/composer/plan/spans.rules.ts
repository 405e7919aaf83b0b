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

/** The span that holds a time: its beginning belongs to it, its end does not. */
export const spanAt = <T extends Span>(spans: readonly T[], ms: number): T | undefined =>
  spans.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs);

/** The stretches between neighbouring times, in order, each time once. */
export function stretches(times: readonly number[]): Span[] {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return sorted.slice(1).map((toMs, index) => ({ fromMs: sorted[index] ?? 0, toMs }));
}
