import type { RoomHead } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { mongo, Schema, type AnyBulkWriteOperation, type Connection, type Model } from 'mongoose';
import type { MessageRow } from '../chat/message.row.js';
import { toLast } from '../chat/message.view.js';
import { GroupCommit } from '../platform/group-commit.js';
import { inParts } from '../platform/in-parts.js';
import { JOURNALED } from '../platform/mongo.js';
import { isDuplicate } from '../platform/store-errors.js';

/** The end of a room, so that a list of rooms is one query and not one for each. */
export interface HeadRow {
  readonly _id: RoomId;
  readonly lastSeq: number;
  readonly last: RoomHead['last'];
  /** Of the newest change of any of its messages. */
  readonly changedAt?: Date;
}

/** As many as the embedded engine looks up by index at once. */
const IDS_AT_ONCE = 200;
const ALL_IN_ONE = { batchSize: IDS_AT_ONCE + 1 };
const OPERATIONS_AT_ONCE = 25;

const schema = new Schema<HeadRow>(
  {
    _id: String,
    lastSeq: Number,
    last: new Schema(
      { authorId: String, authorName: String, excerpt: String, sentAt: String },
      { _id: false },
    ),
    changedAt: Date,
  },
  { versionKey: false, strict: 'throw', collection: 'heads' },
);

type Operation = AnyBulkWriteOperation<HeadRow>;

interface Known {
  readonly lastSeq: number;
  /** Made when it is asked for: of a lively room most ends are passed by before. */
  readonly last: () => RoomHead['last'];
  readonly knownAt: number;
}

/** A lively room moves its end now and then, not with each message. */
const GATHER_MS = 1_000;
/** By then whoever stored a message has moved the end of its room, or will not any more. */
const OVERDUE_MS = 3_000;

/**
 * The ends of all rooms; they only move up. What is stored follows what was said within a second; until then this
 * replica goes by what it knows.
 */
export class HeadStore {
  readonly #heads: Model<HeadRow>;
  /** Ends that are not known to be stored yet: moved here, or heard of from who moves them. */
  readonly #known = new Map<RoomId, Known>();
  readonly #advances = new GroupCommit<RoomId, number>({
    merge: Math.max,
    write: (rooms) => this.#store([...rooms.keys()]),
    gatherMs: GATHER_MS,
  });
  readonly #changes = new GroupCommit<string, MessageRow>({
    merge: (before, next) => (next.version > before.version ? next : before),
    write: (rows) => this.#write([...rows.values()].flatMap(changeOf)),
  });

  constructor(connection: Connection) {
    this.#heads = connection.model<HeadRow>('Head', schema);
  }

  /** Makes this message the end of its room unless there is a later one; resolves when that is stored. */
  advance(row: MessageRow): Promise<void> {
    this.#know(row.roomId, row.seq, () => toLast(row));
    return this.#advances.add(row.roomId, row.seq);
  }

  /** Another replica has moved the end of a room and is about to store that. */
  hear(roomId: RoomId, { lastSeq, last }: Pick<HeadRow, 'lastSeq' | 'last'>): void {
    this.#know(roomId, lastSeq, () => last);
  }

  /** Stores what others should have stored by now: who was killed does not. */
  async makeGood(): Promise<void> {
    const overdue = performance.now() - OVERDUE_MS;
    const late = [...this.#known].filter(([, { knownAt }]) => knownAt < overdue);
    if (late.length === 0) return;
    const stored = await this.#stored(late.map(([roomId]) => roomId));
    const behind = late.filter(([roomId, { lastSeq }]) => (stored.get(roomId)?.lastSeq ?? 0) < lastSeq);
    if (behind.length > 0) await this.#store(behind.map(([roomId]) => roomId));
    for (const [roomId, known] of late) if (this.#known.get(roomId) === known) this.#known.delete(roomId);
  }

  /** Notes that this message was changed. */
  change(row: MessageRow): Promise<void> {
    const known = this.#known.get(row.roomId);
    if (known?.lastSeq === row.seq) this.#known.set(row.roomId, { ...known, last: () => toLast(row) });
    return this.#changes.add(row._id, row);
  }

  /** Resolves when nothing is on its way any more. */
  async drain(): Promise<void> {
    await Promise.all([this.#advances.drain(), this.#changes.drain()]);
  }

  /** Rooms without a message are left out. */
  async of(roomIds: readonly RoomId[]): Promise<Map<RoomId, HeadRow>> {
    const heads = await this.#stored(roomIds);
    for (const roomId of roomIds) {
      const known = this.#known.get(roomId);
      const head = heads.get(roomId);
      if (!known || known.lastSeq < (head?.lastSeq ?? 0)) continue;
      const { lastSeq, last } = known;
      heads.set(roomId, { ...head, _id: roomId, lastSeq, last: last() });
    }
    return heads;
  }

  /** All rooms with more messages than so many. */
  longerThan(seq: number): AsyncIterable<Pick<HeadRow, '_id' | 'lastSeq'>> {
    return this.#heads
      .find({ lastSeq: { $gt: seq } }, { lastSeq: 1 })
      .lean<HeadRow[]>()
      .cursor() as AsyncIterable<HeadRow>;
  }

  #know(roomId: RoomId, lastSeq: number, last: Known['last']): void {
    if ((this.#known.get(roomId)?.lastSeq ?? 0) > lastSeq) return;
    this.#known.set(roomId, { lastSeq, last, knownAt: performance.now() });
  }

  async #stored(roomIds: readonly RoomId[]): Promise<Map<RoomId, HeadRow>> {
    const heads: HeadRow[] = [];
    for (const some of inParts(roomIds, IDS_AT_ONCE)) {
      // The driver itself: casting two hundred ids costs as much as finding them.
      const rows = this.#heads.collection.find<HeadRow>({ _id: { $in: some } } as never, ALL_IN_ONE);
      heads.push(...(await rows.toArray()));
    }
    return new Map(heads.map((head) => [head._id, head]));
  }

  /** As they are known now. */
  async #store(roomIds: readonly RoomId[]): Promise<void> {
    const known = roomIds.flatMap((roomId) => {
      const head = this.#known.get(roomId);
      return head ? [{ roomId, head }] : [];
    });
    if (known.length === 0) return;
    await this.#write(known.map(({ roomId, head }) => advanceTo(roomId, head)));
    for (const { roomId, head } of known) if (this.#known.get(roomId) === head) this.#known.delete(roomId);
  }

  /** A little at a time, so that no message waits behind hundreds of heads. */
  async #write(operations: Operation[]): Promise<void> {
    for (const some of inParts(operations, OPERATIONS_AT_ONCE)) await this.#writeSome(some);
  }

  async #writeSome(operations: Operation[]): Promise<void> {
    try {
      await this.#heads.collection.bulkWrite(operations as never, { ordered: false, ...JOURNALED });
    } catch (error) {
      // An upsert that finds the room further up is refused by its `_id`: nothing was to be done.
      if (!(error instanceof mongo.MongoBulkWriteError) || !isDuplicate(error)) throw error;
    }
  }
}

function advanceTo(roomId: RoomId, { lastSeq, last }: Known): Operation {
  return {
    updateOne: {
      filter: { _id: roomId, lastSeq: { $lt: lastSeq } },
      update: { $set: { lastSeq, last: last() } },
      upsert: true,
    },
  };
}

function changeOf(row: MessageRow): Operation[] {
  const { roomId, seq, changedAt } = row;
  return [
    { updateOne: { filter: { _id: roomId }, update: { $max: { changedAt } } } },
    { updateOne: { filter: { _id: roomId, lastSeq: seq }, update: { $set: { last: toLast(row) } } } },
  ];
}
