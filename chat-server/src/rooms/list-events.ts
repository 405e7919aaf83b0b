import type { RoomHead, RoomListEvent } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import type { Outlet } from '../broker/application.js';
import type { Roster } from './roster.js';

interface Head {
  readonly lastSeq: number;
  readonly last: RoomHead['last'];
}

const GATHER_MS = 1_000;

export interface ListEventsDeps {
  readonly outlet: Pick<Outlet, 'publishTo'>;
  readonly roster: Roster;
}

/** Tells people here what happens to the rooms on their lists: a room at most once a second, a mention at once. */
export class ListEvents {
  readonly #deps: ListEventsDeps;
  readonly #heads = new Map<RoomId, Head>();
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: ListEventsDeps) {
    this.#deps = deps;
  }

  /** A room has a new end. */
  head(roomId: RoomId, head: Head): void {
    if ((this.#heads.get(roomId)?.lastSeq ?? 0) > head.lastSeq) return;
    this.#heads.set(roomId, head);
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, GATHER_MS);
  }

  /** Tells what was gathered. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const [roomId, head] of this.#heads) {
      const body = bodyOf({ type: 'head', roomId, ...head });
      for (const userId of this.#deps.roster.of(roomId)) this.#send(userId, body);
    }
    this.#heads.clear();
  }

  mentioned(userIds: readonly UserId[], event: Omit<RoomListEvent & { type: 'mentioned' }, 'type'>): void {
    const body = bodyOf({ type: 'mentioned', ...event });
    for (const userId of userIds) this.#send(userId, body);
  }

  /** A person has read up to a place, on one of their devices. */
  read(userId: UserId, roomId: RoomId, readSeq: number): void {
    this.#send(userId, bodyOf({ type: 'read', roomId, readSeq }));
  }

  /** These people's lists have changed. */
  changed(userIds: Iterable<UserId>): void {
    const body = bodyOf({ type: 'rooms.changed' });
    for (const userId of userIds) this.#send(userId, body);
  }

  #send(userId: UserId, body: string): void {
    this.#deps.outlet.publishTo(userId, destinations.myRooms, body);
  }
}

function bodyOf(event: RoomListEvent): string {
  return JSON.stringify(event);
}
