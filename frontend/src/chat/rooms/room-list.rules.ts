import type { RoomHead, RoomListEvent } from '@seodang/contracts/chat';
import type { RoomMute, RoomView } from '@seodang/contracts/rooms';

/** A room with how much of it is unread. */
export interface RoomRow {
  readonly room: RoomView;
  readonly head: RoomHead;
  readonly unread: number;
}

/** The list as it is held: what the server told, and what events have added to it since. */
export interface HeldList {
  readonly items: readonly HeldItem[];
}

interface HeldItem {
  readonly room: RoomView;
  readonly head: RoomHead;
  /** The latest message of which an event said that it names this person. */
  readonly mentionedAt?: number;
}

/**
 * The list after an event. Events may come late or twice: positions only rise.
 *
 * @param myId whose list it is: what one wrote oneself is read
 * @returns null when the list has to be asked for again.
 */
export function applyListEvent(list: HeldList, event: RoomListEvent, myId: string): HeldList | null {
  if (event.type === 'rooms.changed') return null;
  const item = list.items.find(({ room }) => room.id === event.roomId);
  const next = item && itemAfter(item, event, myId);
  return next ? { items: list.items.map((each) => (each === item ? next : each)) } : null;
}

type HeadEvent = Exclude<RoomListEvent, { type: 'rooms.changed' }>;

function itemAfter(item: HeldItem, event: HeadEvent, myId: string): HeldItem | null {
  const { head, mentionedAt = 0 } = item;
  switch (event.type) {
    case 'head': {
      const { lastSeq, last } = event;
      if (lastSeq < head.lastSeq) return item;
      const moved = { ...item, head: { ...head, lastSeq, last } };
      return last?.authorId === myId ? readUpTo(moved, lastSeq) : moved;
    }
    case 'read':
      return readUpTo(item, event.readSeq);
    case 'mentioned': {
      const { seq } = event;
      if (seq <= head.readSeq || seq <= mentionedAt) return item;
      const lastSeq = Math.max(head.lastSeq, seq);
      return { ...item, mentionedAt: seq, head: { ...head, lastSeq, mentions: head.mentions + 1 } };
    }
  }
}

/** Null where it is not known which of several mentions were read. */
function readUpTo(item: HeldItem, readSeq: number): HeldItem | null {
  const { head } = item;
  if (readSeq <= head.readSeq) return item;
  if (readSeq >= head.lastSeq) return { ...item, head: { ...head, readSeq, mentions: 0 } };
  return head.mentions > 0 ? null : { ...item, head: { ...head, readSeq } };
}

/** A list as the server has just told it, where events have meanwhile moved a room further: positions never step back. */
export function withoutStepsBack(fresh: HeldList, held: HeldList | undefined): HeldList {
  const heldById = new Map(held?.items.map((item) => [item.room.id, item]));
  return { items: fresh.items.map((item) => further(item, heldById.get(item.room.id))) };
}

function further(fresh: HeldItem, held: HeldItem | undefined): HeldItem {
  if (held === undefined) return fresh;
  const { lastSeq, readSeq } = fresh.head;
  const isBehind = held.head.lastSeq > lastSeq || held.head.readSeq > readSeq;
  if (!isBehind) return fresh;
  if (held.head.lastSeq >= lastSeq && held.head.readSeq >= readSeq) return { ...held, room: fresh.room };
  return { ...fresh, head: { ...fresh.head, readSeq: Math.max(readSeq, held.head.readSeq) } };
}

/** All rooms with what is unread, the latest message first; rooms without any by name, after the others. */
export function toRows({ items }: HeldList): RoomRow[] {
  const at = ({ head }: RoomRow) => head.last?.sentAt ?? '';
  return items
    .map(({ room, head }) => ({ room, head, unread: Math.max(0, head.lastSeq - head.readSeq) }))
    .sort((a, b) => at(b).localeCompare(at(a)) || a.room.name.localeCompare(b.room.name));
}

/** Whether a room is silent at an instant. */
export function isMuted(mute: RoomMute | null, nowMs: number): boolean {
  return mute !== null && (mute.until === null || Date.parse(mute.until) > nowMs);
}

/** What a badge counts: nothing of silent rooms, but mentions where they may pass; and who asks for a conversation. */
export function badgeOf(rows: readonly RoomRow[], nowMs: number): { unread: number; mentions: number } {
  let unread = 0;
  let mentions = 0;
  for (const { room, head, unread: ofRoom } of rows) {
    const muted = isMuted(room.mute, nowMs);
    const heard = !muted || room.mute?.mentionsPass === true;
    if (!muted) unread += ofRoom;
    else if (heard) unread += head.mentions;
    if (heard) mentions += head.mentions;
    if (room.direct?.state === 'asked') unread += 1;
  }
  return { unread, mentions };
}
