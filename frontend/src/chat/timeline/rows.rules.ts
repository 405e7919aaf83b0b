import type { MessageView } from '@seodang/contracts/chat';
import type { RoomPerson } from '@seodang/contracts/rooms';
import type { Outgoing } from '../outbox/outbox.rules.js';

/** A line of the list. `isGrouped`: it follows one of the same author closely, so that the name need not be said again. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: MessageView;
      readonly isGrouped: boolean;
    }
  | {
      readonly kind: 'outgoing';
      readonly key: string;
      readonly outgoing: Outgoing;
      readonly isGrouped: boolean;
    };

interface RowsOf {
  readonly messages: readonly MessageView[];
  readonly outgoing: readonly Outgoing[];
  readonly me: Pick<RoomPerson, 'id'>;
  /** The line "new messages" comes after this position; null for none. */
  readonly readSeq: number | null;
  /** The calendar day of an instant where the reader is, e.g. `2026-11-21`. */
  readonly dayOf: (instant: string) => string;
}

const GROUP_MS = 5 * 60_000;

interface Said {
  readonly authorId: string;
  readonly at: string;
}

/**
 * The lines of a list, oldest first: days, the beginning of what is unread, messages, and one's own that are on their way.
 * A message and what was on its way have the same key, so that it stays where it is when it has arrived.
 */
export function rowsOf({ messages, outgoing, me, readSeq, dayOf }: RowsOf): Row[] {
  const rows: Row[] = [];
  let before: Said | null = null;
  let divideAfter = isAmong(readSeq, messages) ? readSeq : null;
  const begin = (said: Said, divides: boolean): boolean => {
    const isNewDay = before === null || dayOf(before.at) !== dayOf(said.at);
    if (isNewDay) rows.push({ kind: 'day', key: `day-${dayOf(said.at)}`, at: said.at });
    if (divides) rows.push({ kind: 'unread', key: 'unread' });
    const isGrouped: boolean = !isNewDay && !divides && before !== null && follows(before, said);
    before = said;
    return isGrouped;
  };

  for (const message of messages) {
    const divides = divideAfter !== null && message.seq > divideAfter && message.author.id !== me.id;
    // One's own words are read by the one who wrote them; the line stands before the first of somebody else's.
    if (divides) divideAfter = null;
    const isGrouped = begin({ authorId: message.author.id, at: message.sentAt }, divides);
    rows.push({
      kind: 'message',
      key: keyOf(message.author.id, message.clientId),
      message,
      isGrouped: isGrouped && message.replyTo === null,
    });
  }
  for (const one of outgoing) {
    const isGrouped = begin({ authorId: me.id, at: one.writtenAt }, false);
    rows.push({
      kind: 'outgoing',
      key: keyOf(me.id, one.clientId),
      outgoing: one,
      isGrouped: isGrouped && one.replyTo === null,
    });
  }
  return rows;
}

/** Where the beginning of what is unread is not among these, nor right above them, no line would stand in its place. */
function isAmong(readSeq: number | null, [first]: readonly MessageView[]): boolean {
  return readSeq !== null && (first?.seq ?? 0) <= readSeq + 1;
}

const keyOf = (authorId: string, clientId: string) => `${authorId}/${clientId}`;

function follows(before: Said, said: Said): boolean {
  return (
    before.authorId === said.authorId && Math.abs(Date.parse(said.at) - Date.parse(before.at)) < GROUP_MS
  );
}

/** How many messages of others came after a position. */
export function countNew(messages: readonly MessageView[], afterSeq: number, myId: string): number {
  return messages.filter(({ seq, author }) => seq > afterSeq && author.id !== myId).length;
}
