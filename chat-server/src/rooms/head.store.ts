import type { RoomHead } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { mongo, Schema, type AnyBulkWriteOperation, type Connection, type Model } from 'mongoose';
import type { MessageRow } from '../chat/message.row.js';
import { toLast } from '../chat/message.view.js';
import { GroupCommit } from '../platform/group-commit.js';
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

/** The ends of all rooms; they only move up. */
export class HeadStore {
  readonly #heads: Model<HeadRow>;
  readonly #advances = new GroupCommit<RoomId, MessageRow>({
    merge: (before, next) => (next.seq > before.seq ? next : before),
    write: (rows) => this.#write([...rows.values()].map(advanceTo)),
  });
  readonly #changes = new GroupCommit<string, MessageRow>({
    merge: (before, next) => (next.version > before.version ? next : before),
    write: (rows) => this.#write([...rows.values()].flatMap(changeOf)),
  });

  constructor(connection: Connection) {
    this.#heads = connection.model<HeadRow>('Head', schema);
  }

  /** Makes this message the end of its room unless there is a later one. */
  advance(row: MessageRow): Promise<void> {
    return this.#advances.add(row.roomId, row);
  }

  /** Notes that this message was changed. */
  change(row: MessageRow): Promise<void> {
    return this.#changes.add(row._id, row);
  }

  /** Resolves when nothing is on its way any more. */
  async drain(): Promise<void> {
    await Promise.all([this.#advances.drain(), this.#changes.drain()]);
  }

  /** Rooms without a message are left out. */
  async of(roomIds: readonly RoomId[]): Promise<Map<RoomId, HeadRow>> {
    const heads: HeadRow[] = [];
    for (let at = 0; at < roomIds.length; at += IDS_AT_ONCE) {
      const some = roomIds.slice(at, at + IDS_AT_ONCE);
      heads.push(...(await this.#heads.find({ _id: { $in: some } }).lean<HeadRow[]>()));
    }
    return new Map(heads.map((head) => [head._id, head]));
  }

  async #write(operations: Operation[]): Promise<void> {
    try {
      await this.#heads.collection.bulkWrite(operations as never, { ordered: false, ...JOURNALED });
    } catch (error) {
      // An upsert that finds the room further up is refused by its `_id`: nothing was to be done.
      if (!(error instanceof mongo.MongoBulkWriteError) || !isDuplicate(error)) throw error;
    }
  }
}

function advanceTo(row: MessageRow): Operation {
  const { roomId, seq } = row;
  return {
    updateOne: {
      filter: { _id: roomId, lastSeq: { $lt: seq } },
      update: { $set: { lastSeq: seq, last: toLast(row) } },
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
