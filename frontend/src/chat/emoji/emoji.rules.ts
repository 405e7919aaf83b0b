/** An emoji by the names that people look for it by. */
export interface NamedEmoji {
  readonly emoji: string;
  /** What it shows, e.g. `waving hand`. */
  readonly label: string;
  /** Other words for it. */
  readonly tags?: readonly string[] | undefined;
  /** Of Unicode, see `GROUPS`; none for parts of emojis. */
  readonly group?: number | undefined;
  /** Of Unicode's emojis, in which it came. */
  readonly version: number;
}

/** Unicode's groups in their order, without the one of hair and skin, which are no emojis by themselves. */
export const GROUPS = [
  { group: 0, name: 'smileys' },
  { group: 1, name: 'people' },
  { group: 3, name: 'nature' },
  { group: 4, name: 'food' },
  { group: 5, name: 'places' },
  { group: 6, name: 'activities' },
  { group: 7, name: 'objects' },
  { group: 8, name: 'symbols' },
  { group: 9, name: 'flags' },
] as const;
export type GroupName = (typeof GROUPS)[number]['name'];

/** Newer ones are empty boxes on many devices. */
const NEWEST_VERSION = 15;
export const COLUMNS = 8;

export interface EmojiSection {
  readonly name: GroupName | 'recent' | 'found';
  readonly emojis: readonly NamedEmoji[];
}

/** All emojis by groups, those used last before them. */
export function sectionsOf(all: readonly NamedEmoji[], recent: readonly string[]): EmojiSection[] {
  const byGroup = GROUPS.map(({ group, name }) => ({
    name,
    emojis: all.filter((one) => one.group === group && one.version <= NEWEST_VERSION),
  }));
  const used = recent.flatMap((emoji) => all.find((one) => one.emoji === emoji) ?? []);
  return used.length > 0 ? [{ name: 'recent', emojis: used }, ...byGroup] : byGroup;
}

/** Those to which all words apply, the ones that are called so before the ones that are only told by it. */
export function found(all: readonly NamedEmoji[], wanted: string): EmojiSection[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  const first = plain(wanted).trim();
  const fits = all
    .filter(({ group, version }) => GROUPS.some((one) => one.group === group) && version <= NEWEST_VERSION)
    .map((emoji) => ({
      emoji,
      label: plain(emoji.label),
      text: plain([emoji.label, ...(emoji.tags ?? [])].join(' ')),
    }))
    .filter(({ text, emoji }) => emoji.emoji === first || words.every((word) => text.includes(word)))
    .map(({ emoji, label }) => ({ emoji, rank: label === first ? 0 : label.includes(first) ? 1 : 2 }));
  return [{ name: 'found', emojis: fits.toSorted((a, b) => a.rank - b.rank).map(({ emoji }) => emoji) }];
}

const plain = (text: string) => text.normalize('NFC').toLowerCase();

/**
 * Where a key leads among the emojis of all sections, counted through.
 *
 * @param at null before the first
 * @returns null for a key that is not for them
 */
export function moved(sections: readonly EmojiSection[], at: number | null, key: string): number | null {
  const count = sections.reduce((sum, { emojis }) => sum + emojis.length, 0);
  if (count === 0 || !(key in STEPS)) return null;
  if (at === null) return key === 'ArrowDown' ? 0 : null;
  const { along, down } = STEPS[key as keyof typeof STEPS];
  if (down === 0) return Math.min(count - 1, Math.max(0, at + along));
  const rows = rowsOf(sections);
  const row = rows.findIndex(({ from, length }) => at < from + length);
  const next = rows[row + down];
  const column = at - (rows[row]?.from ?? 0);
  return next === undefined ? at : next.from + Math.min(column, next.length - 1);
}

const STEPS = {
  ArrowLeft: { along: -1, down: 0 },
  ArrowRight: { along: 1, down: 0 },
  ArrowUp: { along: 0, down: -1 },
  ArrowDown: { along: 0, down: 1 },
};

function rowsOf(sections: readonly EmojiSection[]): { from: number; length: number }[] {
  const rows: { from: number; length: number }[] = [];
  let from = 0;
  for (const { emojis } of sections) {
    for (let done = 0; done < emojis.length; done += COLUMNS) {
      rows.push({ from: from + done, length: Math.min(COLUMNS, emojis.length - done) });
    }
    from += emojis.length;
  }
  return rows;
}

const MAX_RECENT = 16;

/** Those used last, after one more was. */
export function withRecent(recent: readonly string[], emoji: string): string[] {
  return [emoji, ...recent.filter((one) => one !== emoji)].slice(0, MAX_RECENT);
}
