/** A piece of a message's text. Nothing in it is ever taken for HTML. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'block'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly text: string; readonly isMe: boolean }
  | { readonly kind: 'channel'; readonly text: string };

export interface KnownNames {
  /** Names of people whom the message mentions. */
  readonly people: readonly string[];
  readonly me: string;
  /** Names of the channels that the reader has. */
  readonly channels: readonly string[];
}

const CODE = /```\n?([\s\S]+?)\n?```|`([^`\n]+)`/g;
const LINK = /\bhttps?:\/\/[^\s<>"'`]+/g;

/** The text in pieces, in order; put together again they are the text, but for the marks around code. */
export function partsOf(text: string, names: KnownNames): TextPart[] {
  const named = namePattern(names);
  return split(text, CODE, ([, block, code]) => {
    return block === undefined ? { kind: 'code', text: code ?? '' } : { kind: 'block', text: block };
  }).flatMap((part) =>
    part.kind === 'text'
      ? split(part.text, LINK, toLink).flatMap((piece) =>
          piece.kind === 'text' ? split(piece.text, named, (match) => toName(match, names)) : [piece],
        )
      : [part],
  );
}

type ToPart = (match: RegExpExecArray) => TextPart | null;

/** `toPart` may take less than its match, as long as it begins with it; null leaves it as it is. */
function split(text: string, pattern: RegExp, toPart: ToPart): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const part = toPart(match);
    if (part === null) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push(part);
    from = match.index + (part.kind === 'link' ? part.text.length : match[0].length);
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

function toLink([found]: RegExpExecArray): TextPart | null {
  const text = withoutEndMarks(found);
  return URL.canParse(text) ? { kind: 'link', text, href: new URL(text).href } : null;
}

const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** A full stop or a closing bracket after an address belongs to the sentence, unless the bracket was opened in the address. */
function withoutEndMarks(address: string): string {
  const text = address.replace(/[.,;:!?…。、」』]+$/u, '');
  const last = text.at(-1) ?? '';
  const opening = BRACKETS[last];
  const count = (mark: string) => text.split(mark).length - 1;
  if (opening !== undefined && count(last) > count(opening)) return withoutEndMarks(text.slice(0, -1));
  return text;
}

function toName([found]: RegExpExecArray, { me }: KnownNames): TextPart {
  if (found.startsWith('#')) return { kind: 'channel', text: found };
  return { kind: 'mention', text: found, isMe: found.slice(1) === me };
}

function namePattern({ people, channels }: KnownNames): RegExp {
  const alternatives = [...people.map((name) => `@${name}`), ...channels.map((name) => `#${name}`)]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return alternatives.length === 0 ? /(?!)/g : new RegExp(alternatives.join('|'), 'gu');
}
