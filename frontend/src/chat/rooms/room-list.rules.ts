import type { RoomHead, RoomList, RoomListEvent } from '@seodang/contracts/chat';
import type { RoomMute, RoomView } from '@seodang/contracts/rooms';

/** A room with how much of it is unread. */
export interface RoomRow {
  readonly room: RoomView;
  readonly head: RoomHead;
  readonly unread: number;
}

/**
 * The list after an event. Events may come late or twice: positions only rise.
 *
 * @returns null when the list has to be asked for again.
 */
export function applyListEvent(list: RoomList, event: RoomListEvent): RoomList | null {
  if (event.type === 'rooms.changed') return null;
  if (list.items.every(({ room }) => room.id !== event.roomId)) return null;
  return {
    items: list.items.map((item) =>
      item.room.id === event.roomId ? { ...item, head: headAfter(item.head, event) } : item,
    ),
  };
}

type HeadEvent = Exclude<RoomListEvent, { type: 'rooms.changed' }>;

function headAfter(head: RoomHead, event: HeadEvent): RoomHead {
  switch (event.type) {
    case 'head':
      return event.lastSeq < head.lastSeq ? head : { ...head, lastSeq: event.lastSeq, last: event.last };
    case 'read':
      return readUpTo(head, event.readSeq);
    case 'mentioned':
      return event.seq <= head.readSeq ? head : { ...head, mentions: head.mentions + 1 };
  }
}

/** Which of several mentions were read is not known, so they are gone with the last unread message only. */
function readUpTo(head: RoomHead, readSeq: number): RoomHead {
  if (readSeq <= head.readSeq) return head;
  return { ...head, readSeq, mentions: readSeq >= head.lastSeq ? 0 : head.mentions };
}

/** All rooms with what is unread, the latest message first; rooms without any by name, after the others. */
export function toRows({ items }: RoomList): RoomRow[] {
  const at = ({ head }: RoomRow) => head.last?.sentAt ?? '';
  return items
    .map(({ room, head }) => ({ room, head, unread: Math.max(0, head.lastSeq - head.readSeq) }))
    .sort((a, b) => at(b).localeCompare(at(a)) || a.room.name.localeCompare(b.room.name));
}

/** Whether a room is silent at an instant. */
export function isMuted(mute: RoomMute | null, nowMs: number): boolean {
  return mute !== null && (mute.until === null || Date.parse(mute.until) > nowMs);
}

/** What a badge counts: nothing of silent rooms, but mentions where they may pass. */
export function badgeOf(rows: readonly RoomRow[], nowMs: number): { unread: number; mentions: number } {
  let unread = 0;
  let mentions = 0;
  for (const { room, head, unread: ofRoom } of rows) {
    const muted = isMuted(room.mute, nowMs);
    const heard = !muted || room.mute?.mentionsPass === true;
    if (!muted) unread += ofRoom;
    else if (heard) unread += head.mentions;
    if (heard) mentions += head.mentions;
  }
  return { unread, mentions };
}
