import type { Chapter } from '@seodang/contracts/replay';

/** A chapter with where it ends: at the next one, or at the end. What comes before all others is the beginning. */
export interface ChapterSpan extends Omit<Chapter, 'source'> {
  readonly endMs: number;
  readonly source: Chapter['source'] | 'begin';
}

interface Bounds {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The chapters of a replay in order, without gaps: what was before the first is a chapter of its own without a title, and
 * one that began before the trimmed start begins there. None when nobody made any.
 */
export function spansOf(chapters: readonly Chapter[], { startMs, endMs }: Bounds): ChapterSpan[] {
  const sorted = chapters.filter(({ atMs }) => atMs < endMs).toSorted((a, b) => a.atMs - b.atMs);
  if (sorted.length === 0) return [];
  const before = sorted.findLast(({ atMs }) => atMs <= startMs);
  const first = before ?? { title: '', source: 'begin' as const };
  const shown = [{ ...first, atMs: startMs }, ...sorted.filter(({ atMs }) => atMs > startMs)];
  return shown.map((chapter, at) => ({ ...chapter, endMs: shown[at + 1]?.atMs ?? endMs }));
}

/** The chapter that a position belongs to; -1 when there are none. */
export function chapterAt(spans: readonly ChapterSpan[], atMs: number): number {
  return spans.findLastIndex((span) => atMs >= span.atMs);
}
