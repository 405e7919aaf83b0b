import type { Bookmark } from '@seodang/contracts/replay';

interface NotesOf {
  readonly title: string;
  /** The course, and whose it is. */
  readonly course: string;
  /** What stands for a note without words. */
  readonly bare: string;
  /** The place of a note, as shown. */
  readonly clockOf: (atMs: number) => string;
  /** Where the replay goes on from there. */
  readonly addressOf: (atMs: number) => string;
}

/** Notes as Markdown, by place, each with a link to its second. What somebody wrote over several lines stays together. */
export function notesFile(
  notes: readonly Pick<Bookmark, 'atMs' | 'note'>[],
  { title, course, bare, clockOf, addressOf }: NotesOf,
): string {
  const lines = notes
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, note }) => {
      const text = note === '' ? bare : note.replaceAll(/\r?\n/g, '\n  ');
      return `- [${clockOf(atMs)}](${addressOf(atMs)}) ${text}`;
    });
  return [`# ${title}`, '', course, '', ...lines, ''].join('\n');
}
