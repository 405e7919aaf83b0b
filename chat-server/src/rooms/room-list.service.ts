import type { RoomHead, RoomList } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomView } from '@seodang/contracts/rooms';
import type { RoomAccess } from '../access/room-access.js';
import type { HeadRow, HeadStore } from './head.store.js';
import type { PointerRow, PointerStore } from './pointer.store.js';

export interface RoomListServiceDeps {
  readonly access: RoomAccess;
  readonly heads: HeadStore;
  readonly pointers: PointerStore;
}

/** The rooms of a person with what is unread in them: one query for all ends, one for all pointers. */
export class RoomListService {
  readonly #deps: RoomListServiceDeps;

  constructor(deps: RoomListServiceDeps) {
    this.#deps = deps;
  }

  /** The latest message first, then by name. */
  async of(userId: UserId): Promise<RoomList> {
    const { access, heads, pointers } = this.#deps;
    const endsOf = (rooms: readonly RoomView[]) => heads.of(rooms.map(({ id }) => id));
    const listed = access.roomsOf(userId);
    const [rooms, ends, read] = await Promise.all([listed, listed.then(endsOf), pointers.of(userId)]);
    const items = rooms.map((room) => {
      const { id: roomId } = room;
      return { room, head: headOf({ userId, roomId }, ends.get(roomId), read.get(roomId)) };
    });
    return { items: items.sort(byLatest) };
  }
}

function headOf(
  { userId, roomId }: { userId: UserId; roomId: RoomId },
  head: HeadRow | undefined,
  pointer: PointerRow | undefined,
): RoomHead {
  const { lastSeq = 0, last = null } = head ?? {};
  // Who wrote last has read everything.
  const readSeq = Math.max(pointer?.seq ?? 0, last?.authorId === userId ? lastSeq : 0);
  const mentions = pointer?.mentions ?? [];
  return {
    roomId,
    // What one wrote is read before the room's end has moved.
    lastSeq: Math.max(lastSeq, readSeq),
    readSeq,
    mentions: mentions.filter((seq) => seq > readSeq).length,
    last,
  };
}

const NAMES = new Intl.Collator();

type Item = RoomList['items'][number];

function byLatest(a: Item, b: Item): number {
  const [at, bt] = [a.head.last?.sentAt ?? '', b.head.last?.sentAt ?? ''];
  if (at !== bt) return at < bt ? 1 : -1;
  return NAMES.compare(a.room.name, b.room.name);
}
