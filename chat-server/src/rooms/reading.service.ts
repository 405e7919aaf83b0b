import type { MarkRead } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomAccess } from '../access/room-access.js';
import type { FanOut } from '../chat/fan-out.js';
import type { Places } from '../chat/places.js';
import type { PointerStore } from './pointer.store.js';

export interface ReadingServiceDeps {
  readonly access: RoomAccess;
  readonly pointers: PointerStore;
  readonly places: Places;
  readonly fanOut: Pick<FanOut, 'read'>;
}

/** How far people have read. */
export class ReadingService {
  readonly #deps: ReadingServiceDeps;

  constructor(deps: ReadingServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Everything up to `seq` is read; nobody reads further than a room goes.
   *
   * @throws {AppError} `room.not_found`, `chat.unavailable`
   */
  async mark(userId: UserId, roomId: RoomId, { seq }: MarkRead): Promise<void> {
    const { access, pointers, places, fanOut } = this.#deps;
    await access.get(userId, roomId);
    const known = await places.last(roomId);
    const upTo = Math.min(seq, seq > known ? await places.ask(roomId) : known);
    if (upTo === 0) return;
    await pointers.read({ userId, roomId, seq: upTo });
    fanOut.read(userId, roomId, upTo);
  }
}
