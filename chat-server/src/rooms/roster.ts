import type { RoomId, UserId } from '@seodang/contracts/ids';

/** Which of the people here have which rooms on their list. */
export class Roster {
  readonly #rooms = new Map<RoomId, Set<UserId>>();
  readonly #people = new Map<UserId, ReadonlySet<RoomId>>();

  set(userId: UserId, roomIds: Iterable<RoomId>): void {
    this.remove(userId);
    const rooms = new Set(roomIds);
    this.#people.set(userId, rooms);
    for (const roomId of rooms) {
      const people = this.#rooms.get(roomId) ?? new Set<UserId>();
      people.add(userId);
      this.#rooms.set(roomId, people);
    }
  }

  remove(userId: UserId): void {
    for (const roomId of this.#people.get(userId) ?? []) {
      const people = this.#rooms.get(roomId);
      people?.delete(userId);
      if (people?.size === 0) this.#rooms.delete(roomId);
    }
    this.#people.delete(userId);
  }

  has(userId: UserId): boolean {
    return this.#people.has(userId);
  }

  people(): UserId[] {
    return [...this.#people.keys()];
  }

  of(roomId: RoomId): Iterable<UserId> {
    return this.#rooms.get(roomId) ?? [];
  }
}
