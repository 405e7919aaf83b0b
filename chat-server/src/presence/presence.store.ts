import type { PresenceState } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { Redis } from 'ioredis';
import type { Now } from '@seodang/server-kit/clock';

export type Present = Exclude<PresenceState, 'offline'>;

/** Longer than two beats: one may be late. */
const HOLDS_MS = 25_000;

export interface PresenceStoreDeps {
  readonly redis: Redis;
  readonly replicaId: string;
  readonly now: Now;
}

/**
 * Who is present in the rooms that somebody looks at: a hash a room, a field for each person and replica, which says
 * until when it holds. What a replica leaves behind that was killed fades away.
 */
export class PresenceStore {
  readonly #deps: PresenceStoreDeps;

  constructor(deps: PresenceStoreDeps) {
    this.#deps = deps;
  }

  /** Says of people of this replica how they are, null for gone; in one round trip for all rooms. */
  async write(rooms: ReadonlyMap<RoomId, ReadonlyMap<UserId, Present | null>>): Promise<void> {
    const { redis, replicaId, now } = this.#deps;
    const until = now().getTime() + HOLDS_MS;
    const writes: Promise<unknown>[] = [];
    for (const [roomId, people] of rooms) {
      const here: Record<string, string> = {};
      const gone: string[] = [];
      for (const [userId, state] of people) {
        const field = `${userId} ${replicaId}`;
        if (state) here[field] = `${state} ${until}`;
        else gone.push(field);
      }
      const key = keyOf(roomId);
      if (gone.length > 0) writes.push(redis.hdel(key, ...gone));
      if (Object.keys(here).length > 0) writes.push(redis.hset(key, here), redis.pexpire(key, HOLDS_MS));
    }
    await Promise.all(writes);
  }

  /** Everybody who is present in a room; on several replicas, active counts more than idle. */
  async read(roomId: RoomId): Promise<Map<UserId, Present>> {
    const now = this.#deps.now().getTime();
    const present = new Map<UserId, Present>();
    for (const [field, value] of Object.entries(await this.#deps.redis.hgetall(keyOf(roomId)))) {
      const userId = field.split(' ', 1)[0] as UserId;
      const [state, until] = value.split(' ') as [Present, string];
      if (Number(until) > now && present.get(userId) !== 'active') present.set(userId, state);
    }
    return present;
  }
}

function keyOf(roomId: RoomId): string {
  return `seodang:presence:${roomId}`;
}
