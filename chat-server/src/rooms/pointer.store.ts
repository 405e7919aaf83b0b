import { setTimeout as delay } from 'node:timers/promises';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import { mongo, Schema, type AnyBulkWriteOperation, type Connection, type Model } from 'mongoose';
import { GroupCommit } from '../platform/group-commit.js';
import { inParts } from '../platform/in-parts.js';
import { JOURNALED } from '../platform/mongo.js';
import { isDuplicate } from '../platform/store-errors.js';

/** How far one person has read in one room. */
export interface PointerRow {
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly seq: number;
  /** Places behind `seq` of messages that name the person; the newest hundred. */
  readonly mentions?: readonly number[];
}

interface Read {
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly seq: number;
}

const MENTIONS_KEPT = 100;
/** Reading comes in bursts. */
const GATHER_MS = 100;
/** Who writes has read; this replica knows that before it is stored. */
const WRITING_GATHER_MS = 4_000;
/** A few at a time and with pauses: nobody waits for these, and others wait for the store. */
const WRITTEN_AT_ONCE = 40;
const WRITTEN_PAUSE_MS = 100;
const TRIES = 2;
const AT_ONCE = 25;
/** A person's pointers come in one answer. */
const ROWS_AT_ONCE = 1_000;

const schema = new Schema<PointerRow>(
  {
    userId: String,
    roomId: String,
    seq: Number,
    mentions: [Number],
  },
  { versionKey: false, strict: 'throw', collection: 'pointers' },
);
schema.index({ userId: 1, roomId: 1 }, { unique: true, name: 'person' });

/**
 * Read pointers, which only move up, and what is unread behind them that names their person. Those of who writes are stored
 * a little later; a replica that is killed before leaves them to the next start.
 */
export class PointerStore {
  readonly #pointers: Model<PointerRow>;
  readonly #reads = new GroupCommit<string, Read>({
    merge: (before, next) => (next.seq > before.seq ? next : before),
    write: (reads) => this.#write([...reads.values()].map(readTo)),
    gatherMs: GATHER_MS,
  });
  readonly #writings = new GroupCommit<string, Read>({
    merge: (before, next) => (next.seq > before.seq ? next : before),
    write: (reads) => this.#storeWritten([...reads.values()]),
    gatherMs: WRITING_GATHER_MS,
  });
  /** Where people here wrote last, by room, as long as that is not stored. */
  readonly #written = new Map<UserId, Map<RoomId, number>>();
  readonly #draining = new AbortController();

  constructor(connection: Connection) {
    this.#pointers = connection.model<PointerRow>('Pointer', schema);
  }

  async createIndexes(): Promise<void> {
    await this.#pointers.createIndexes();
  }

  /** Everything up to `seq` is read. */
  read(read: Read): Promise<void> {
    return this.#reads.add(`${read.userId} ${read.roomId}`, read);
  }

  /** Somebody wrote at this place. Nobody waits for it: at worst they have to look at it once more. */
  wrote(read: Read): void {
    const { userId, roomId, seq } = read;
    const rooms = this.#written.get(userId) ?? new Map<RoomId, number>();
    this.#written.set(userId, rooms.set(roomId, Math.max(seq, rooms.get(roomId) ?? 0)));
    this.#writings.add(`${read.userId} ${read.roomId}`, read).catch(() => undefined);
  }

  /** Notes for each of these people that a message names them, unless they have read it. */
  async mention(userIds: readonly UserId[], { roomId, seq }: { roomId: RoomId; seq: number }): Promise<void> {
    await this.#write(userIds.map((userId) => mentionAt({ userId, roomId, seq })));
  }

  /** All pointers of a person, by room. */
  async of(userId: UserId): Promise<Map<RoomId, PointerRow>> {
    const rows = this.#pointers.collection.find<PointerRow>({ userId }, { batchSize: ROWS_AT_ONCE });
    const pointers = new Map((await rows.toArray()).map((row) => [row.roomId, row]));
    for (const [roomId, seq] of this.#written.get(userId) ?? []) {
      const stored = pointers.get(roomId);
      if (seq > (stored?.seq ?? 0)) pointers.set(roomId, { ...stored, userId, roomId, seq });
    }
    return pointers;
  }

  /** Resolves when nothing is on its way any more; from then on nothing is put off. */
  async drain(): Promise<void> {
    this.#draining.abort();
    await Promise.all([this.#reads.drain(), this.#writings.drain()]);
  }

  async #storeWritten(reads: readonly Read[]): Promise<void> {
    try {
      for (const some of inParts(reads, WRITTEN_AT_ONCE)) {
        await this.#writeSome(some.map(readTo));
        await delay(WRITTEN_PAUSE_MS, null, { signal: this.#draining.signal }).catch(() => undefined);
      }
    } finally {
      for (const read of reads) this.#forgetWritten(read);
    }
  }

  #forgetWritten({ userId, roomId, seq }: Read): void {
    const rooms = this.#written.get(userId);
    if (rooms?.get(roomId) === seq) rooms.delete(roomId);
    if (rooms?.size === 0) this.#written.delete(userId);
  }

  /** A little at a time, so that no message waits behind a thousand pointers. */
  async #write(operations: AnyBulkWriteOperation<PointerRow>[]): Promise<void> {
    for (const some of inParts(operations, AT_ONCE)) await this.#writeSome(some);
  }

  async #writeSome(operations: AnyBulkWriteOperation<PointerRow>[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#pointers.collection.bulkWrite(operations as never, { ordered: false, ...JOURNALED });
        return;
      } catch (error) {
        if (!(error instanceof mongo.MongoBulkWriteError) || !isDuplicate(error)) throw error;
        // Either there was nothing to do, or two replicas made the first pointer at once: then it is there now.
        if (attempt === TRIES) return;
      }
    }
  }
}

function readTo({ userId, roomId, seq }: Read): AnyBulkWriteOperation<PointerRow> {
  return {
    updateOne: {
      filter: { userId, roomId },
      update: { $max: { seq }, $pull: { mentions: { $lte: seq } } },
      upsert: true,
    },
  };
}

function mentionAt({ userId, roomId, seq }: Read): AnyBulkWriteOperation<PointerRow> {
  return {
    updateOne: {
      filter: { userId, roomId, seq: { $lt: seq }, mentions: { $ne: seq } },
      update: { $push: { mentions: { $each: [seq], $slice: -MENTIONS_KEPT } }, $setOnInsert: { seq: 0 } },
      upsert: true,
    },
  };
}
