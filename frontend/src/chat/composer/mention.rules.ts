/** What is being picked at the caret: a person (`@`) or a channel (`#`), by what has been typed of its name. */
export interface MentionQuery {
  readonly kind: '@' | '#';
  readonly words: string;
  /** Where the mark stands in the text. */
  readonly from: number;
}

const MAX_WORDS = 20;

/** The mention that is being written right before the caret, or null. */
export function mentionQueryAt(text: string, caret: number): MentionQuery | null {
  const match = new RegExp(`(?:^|[\\s(\\["'])([@#])([^\\s@#]{0,${MAX_WORDS}})$`, 'u').exec(
    text.slice(0, caret),
  );
  const [, kind, words] = match ?? [];
  if (kind === undefined || words === undefined) return null;
  return { kind: kind === '@' ? '@' : '#', words, from: caret - words.length - 1 };
}

/** The text with what was picked in place of what was typed, and where the caret is then. */
export function withMention(
  text: string,
  query: MentionQuery,
  name: string,
): { text: string; caret: number } {
  const written = `${query.kind}${name} `;
  const rest = text.slice(query.from + 1 + query.words.length).replace(/^ /, '');
  return { text: text.slice(0, query.from) + written + rest, caret: query.from + written.length };
}

/** As many as the server takes. */
export const MAX_MENTIONS = 20;

/** Of the people who were picked, those whose name still stands in the text. */
export function mentionedIn(text: string, picked: ReadonlyMap<string, string>): string[] {
  return [...picked]
    .filter(([, name]) => text.includes(`@${name}`))
    .map(([id]) => id)
    .slice(0, MAX_MENTIONS);
}

/**
 * Of the people whom a message named, those whom it still names when it says something else: all but those whose name went.
 *
 * @param nameOf Of a person; undefined for who is not known, who is named as long as anybody is.
 */
export function stillNamed<Id extends string>(
  before: { readonly text: string; readonly mentions: readonly Id[] },
  text: string,
  nameOf: (id: Id) => string | undefined,
): Id[] {
  return before.mentions.filter((id) => {
    const mark = `@${nameOf(id) ?? ''}`;
    return !before.text.includes(mark) || text.includes(mark);
  });
}
