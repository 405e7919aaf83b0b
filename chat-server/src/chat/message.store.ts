import type { HistoryQuery } from '@seodang/contracts/chat';
import type { AttachmentId, MessageId, RoomId } from '@seodang/contracts/ids';
import { mongo, Schema, type Connection, type Model } from 'mongoose';
import { JOURNALED } from '../platform/mongo.js';
import { isDuplicate } from '../platform/store-errors.js';
import type { Draft, MessageRow } from './message.row.js';
import { patternOf, tokensOf } from './search.rules.js';

const plain = { _id: false } as const;
const person = new Schema({ id: String, name: String, part: String }, plain);

const schema = new Schema<MessageRow>(
  {
    _id: String,
    roomId: String,
    seq: Number,
    clientId: String,
    author: person,
    text: String,
    attachments: [new Schema({ id: String, name: String, width: Number, height: Number }, plain)],
    mentions: [String],
    replyTo: new Schema({ messageId: String, seq: Number, authorName: String, excerpt: String }, plain),
    reactions: [new Schema({ emoji: String, userIds: [String] }, plain)],
    thread: new Schema({ roomId: String, replies: Number, lastAt: Date }, plain),
    sentAt: Date,
    editedAt: Date,
    deletedAt: Date,
    pinnedAt: Date,
    forgets: [String],
    version: Number,
    changedAt: Date,
    tokens: [String],
  },
  { versionKey: false, strict: 'throw', collection: 'messages' },
);
// One place holds one message, whichever replica writes it: this is what makes `seq` dense and unique.
schema.index({ roomId: 1, seq: 1 }, { unique: true, name: 'place' });
// A message that comes again finds the first one.
schema.index({ roomId: 1, 'author.id': 1, clientId: 1 }, { unique: true, name: 'resend' });
schema.index(
  { roomId: 1, changedAt: 1 },
  { name: 'changes', partialFilterExpression: { changedAt: { $exists: true } } },
);
schema.index(
  { roomId: 1, pinnedAt: 1 },
  { name: 'pins', partialFilterExpression: { pinnedAt: { $exists: true } } },
);
// What a replica that was killed, or a backend that was away, left to do.
schema.index({ forgets: 1 }, { name: 'forgets', partialFilterExpression: { forgets: { $exists: true } } });
schema.index({ roomId: 1, tokens: 1, seq: 1 }, { name: 'search' });

/** Without what no reader is shown. */
const SHOWN = { tokens: 0, forgets: 0 } as const;
const SEARCH_WITHIN_MS = 1_500;
/** How far back is looked for what has no pair of characters to be found by. */
const UNINDEXED_SEARCH = 5_000;

/** The messages, in the order of their rooms. */
export class MessageStore {
  readonly #messages: Model<MessageRow>;

  constructor(connection: Connection) {
    this.#messages = connection.model<MessageRow>('Message', schema);
  }

  async createIndexes(): Promise<void> {
    await this.#messages.createIndexes();
  }

  /**
   * Stores messages in the order given and stops at the first whose place or client id is taken: so a room never has a
   * place left empty behind one that is filled, whatever ends this.
   *
   * @returns how many were stored.
   */
  async insert(rows: readonly MessageRow[]): Promise<number> {
    try {
      // The driver itself: casting what has just been built by hand would cost more than storing it.
      await this.#messages.collection.insertMany(rows as never, { ordered: true, ...JOURNALED });
      return rows.length;
    } catch (error) {
      if (error instanceof mongo.MongoBulkWriteError && isDuplicate(error)) return error.insertedCount;
      throw error;
    }
  }

  /** The one that was stored when this was sent before. */
  async findTwin({ roomId, author, clientId }: Pick<Draft, 'roomId' | 'author' | 'clientId'>) {
    const key = { roomId, 'author.id': author.id, clientId };
    return this.#messages.findOne(key, SHOWN).lean<MessageRow>();
  }

  /** The newest place of a room that is filled; 0 when it is empty. */
  async lastSeq(roomId: RoomId): Promise<number> {
    const last = await this.#messages.findOne({ roomId }, { seq: 1, _id: 0 }).sort({ seq: -1 }).lean();
    return last?.seq ?? 0;
  }

  async find(roomId: RoomId, messageId: MessageId): Promise<MessageRow | null> {
    const row = await this.#messages.findOne({ _id: messageId }, SHOWN).lean<MessageRow>();
    return row?.roomId === roomId ? row : null;
  }

  /** In any room; for operators. */
  async findAnywhere(messageIds: readonly MessageId[]): Promise<MessageRow[]> {
    return this.#messages.find({ _id: { $in: messageIds } }, SHOWN).lean<MessageRow[]>();
  }

  /** A page by place, oldest first. */
  async page(roomId: RoomId, { before, after, around, limit }: HistoryQuery): Promise<MessageRow[]> {
    if (after !== undefined) return this.#upwards(roomId, { $gt: after }, limit);
    if (around === undefined) return this.#downwards(roomId, before, limit);
    const older = await this.#downwards(roomId, around, Math.floor(limit / 2));
    return [...older, ...(await this.#upwards(roomId, { $gte: around }, limit - older.length))];
  }

  /** Changes since an instant, oldest first. */
  async changes(roomId: RoomId, { since, limit }: { since: Date; limit: number }): Promise<MessageRow[]> {
    return this.#messages
      .find({ roomId, changedAt: { $gte: since } }, SHOWN)
      .sort({ changedAt: 1 })
      .limit(limit)
      .lean<MessageRow[]>();
  }

  /** Newest first. */
  async pins(roomId: RoomId, limit: number): Promise<MessageRow[]> {
    return this.#messages
      .find({ roomId, pinnedAt: { $gt: new Date(0) } }, SHOWN)
      .sort({ pinnedAt: -1 })
      .limit(limit)
      .lean<MessageRow[]>();
  }

  /** Messages with `text` in them, newest first. */
  async search(roomId: RoomId, query: { text: string; before?: number | undefined; limit: number }) {
    const [token, ...more] = tokensOf(query.text);
    const end = query.before ?? (await this.lastSeq(roomId)) + 1;
    const filter =
      token === undefined
        ? { seq: { $lt: end, $gte: end - UNINDEXED_SEARCH } }
        : { seq: { $lt: end }, tokens: token, $and: more.map((other) => ({ tokens: other })) };
    return this.#messages
      .find({ roomId, ...withoutEmptyAnd(filter), text: patternOf(query.text) }, SHOWN)
      .sort({ seq: -1 })
      .limit(query.limit)
      .maxTimeMS(SEARCH_WITHIN_MS)
      .lean<MessageRow[]>();
  }

  /**
   * Changes one message unless somebody else changed it first; its version rises by one.
   *
   * @returns it as it is now, or null when it is no longer of `version`.
   */
  async change(
    { _id, version }: Pick<MessageRow, '_id' | 'version'>,
    changes: { set: Partial<MessageRow>; unset?: readonly (keyof MessageRow)[] },
  ): Promise<MessageRow | null> {
    const unset = Object.fromEntries((changes.unset ?? []).map((name) => [name, 1]));
    const update = {
      $set: { ...changes.set, changedAt: changes.set.changedAt ?? new Date() },
      $inc: { version: 1 },
      ...(changes.unset ? { $unset: unset } : {}),
    };
    return this.#messages
      .findOneAndUpdate({ _id, version }, update, {
        returnDocument: 'after',
        projection: SHOWN,
        ...JOURNALED,
      })
      .lean<MessageRow>();
  }

  /** Some of the deleted messages whose pictures the backend was not told of yet. */
  async forgetting(limit: number): Promise<Required<Pick<MessageRow, '_id' | 'forgets'>>[]> {
    return this.#messages
      .find({ forgets: { $gt: '' as AttachmentId } }, { forgets: 1 })
      .limit(limit)
      .lean<Required<Pick<MessageRow, '_id' | 'forgets'>>[]>();
  }

  /** The backend was told. */
  async forgotten(messageIds: readonly MessageId[]): Promise<void> {
    await this.#messages.updateMany({ _id: { $in: messageIds } }, { $unset: { forgets: 1 } });
  }

  /**
   * Sets what a message tells of the thread under it: whoever opens a thread names the message, which may be of another room.
   *
   * @returns the message; null when it tells of more replies, or is not in the room that the thread belongs to
   */
  async summariseThread(
    { roomId, messageId }: { roomId: RoomId; messageId: MessageId },
    thread: NonNullable<MessageRow['thread']>,
  ): Promise<MessageRow | null> {
    return this.#messages
      .findOneAndUpdate(
        { _id: messageId, roomId, 'thread.replies': { $not: { $gte: thread.replies } } },
        { $set: { thread, changedAt: new Date() }, $inc: { version: 1 } },
        { returnDocument: 'after', projection: SHOWN, ...JOURNALED },
      )
      .lean<MessageRow>();
  }

  /** The newest place of each room that got a message since; for what a crash left undone. */
  async newestSince(firstId: MessageId): Promise<MessageRow[]> {
    const newest = new Map<RoomId, MessageRow>();
    const rows = this.#messages
      .find({ _id: { $gte: firstId } }, SHOWN)
      .lean<MessageRow[]>()
      .cursor();
    for await (const row of rows as AsyncIterable<MessageRow>) {
      if (row.seq > (newest.get(row.roomId)?.seq ?? 0)) newest.set(row.roomId, row);
    }
    return [...newest.values()];
  }

  #upwards(roomId: RoomId, seq: { $gt: number } | { $gte: number }, limit: number) {
    return this.#messages.find({ roomId, seq }, SHOWN).sort({ seq: 1 }).limit(limit).lean<MessageRow[]>();
  }

  async #downwards(roomId: RoomId, before: number | undefined, limit: number): Promise<MessageRow[]> {
    if (limit === 0) return [];
    const filter = before === undefined ? { roomId } : { roomId, seq: { $lt: before } };
    const rows = await this.#messages.find(filter, SHOWN).sort({ seq: -1 }).limit(limit).lean<MessageRow[]>();
    return rows.toReversed();
  }
}

function withoutEmptyAnd<T extends { $and?: unknown[] }>(filter: T) {
  const { $and, ...rest } = filter;
  return $and && $and.length > 0 ? filter : rest;
}
