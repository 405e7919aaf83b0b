import { LONGEST_TITLE, MOST_CHAPTERS, type Chapter, type SetChapters } from '@seodang/contracts/replay';

/** A chapter as it is being written. */
export interface ChapterRow {
  readonly key: number;
  time: string;
  title: string;
  /** What its time stands for as long as nobody writes another: it is shown in whole seconds. */
  readonly was?: { readonly time: string; readonly atMs: number };
}

export type RowTrouble = 'time' | 'beyond' | 'twice' | 'title' | 'tooLong';

interface Reading {
  /** What is wrong, by the key of a row; empty when it can be kept. */
  readonly troubles: ReadonlyMap<number, RowTrouble>;
  readonly chapters: SetChapters['chapters'];
}

/** Two chapters lie at least this far apart; the server's own rule. */
const APART_MS = 1_000;

/**
 * Reads the rows of a chapter list.
 *
 * @param readMs Reads a time as people type it; null for what is none.
 */
export function readRows(
  rows: readonly ChapterRow[],
  { durationMs, readMs }: { durationMs: number; readMs: (text: string) => number | null },
): Reading {
  const troubles = new Map<number, RowTrouble>();
  const chapters: { key: number; atMs: number; title: string }[] = [];
  for (const { key, time, title, was } of rows) {
    const atMs = time === was?.time ? was.atMs : readMs(time);
    if (atMs === null) troubles.set(key, 'time');
    else if (atMs >= durationMs) troubles.set(key, 'beyond');
    else if (title.trim() === '') troubles.set(key, 'title');
    else if (title.trim().length > LONGEST_TITLE) troubles.set(key, 'tooLong');
    else chapters.push({ key, atMs, title: title.trim() });
  }
  const sorted = chapters.toSorted((a, b) => a.atMs - b.atMs);
  sorted.forEach(({ key, atMs }, at) => {
    const before = sorted[at - 1];
    if (before !== undefined && atMs - before.atMs < APART_MS) troubles.set(key, 'twice');
  });
  return { troubles, chapters: sorted.map(({ atMs, title }) => ({ atMs, title })) };
}

/** The rows to begin with. */
export function rowsOf(
  chapters: readonly Chapter[],
  words: { timeOf: (ms: number) => string; titleOf: (chapter: Chapter) => string },
): ChapterRow[] {
  return chapters
    .toSorted((a, b) => a.atMs - b.atMs)
    .slice(0, MOST_CHAPTERS)
    .map((chapter, key) => {
      const time = words.timeOf(chapter.atMs);
      return { key, time, title: words.titleOf(chapter), was: { time, atMs: chapter.atMs } };
    });
}
