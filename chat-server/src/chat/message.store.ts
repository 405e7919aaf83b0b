import type { HistoryQuery } from '@seodang/contracts/chat';
import type { AttachmentId, MessageId, RoomId } from '@seodang/contracts/ids';
import { mongo, Schema, type Connection, type Model } from 'mongoose';
import { JOURNALED } from '../platform/mongo.js';
import { isDuplicate } from '../platform/store-errors.js';
import type { Draft, MessageRow } from './message.row.js';

const plain = { _id: false } as const;
const person = new Schema({ id: String, name: String, part: String }, plain);

/** Messages from before rooms were searched by segments have this, too. */
interface FormerRow extends MessageRow {
  readonly tokens?: readonly string[];
}

const schema = new Schema<FormerRow>(
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
    parent: new Schema({ roomId: String, messageId: String }, plain),
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
schema.index(
  { roomId: 1, 'replyTo.messageId': 1 },
  { name: 'answers', partialFilterExpression: { 'replyTo.messageId': { $exists: true } } },
);
// What a replica that was killed, or a backend that was away, left to do.
schema.index({ forgets: 1 }, { name: 'forgets', partialFilterExpression: { forgets: { $exists: true } } });

/** Without what no reader is shown. */
const SHOWN = { tokens: 0, forgets: 0 } as const;
/** What messages were searched by until rooms had segments. */
const FORMER_INDEX = 'search';
/** There is no such index, or not even a collection. */
const NOT_THERE = [26, 27];

/** Places of a room; `before` is the first one that is not meant. */
export interface SeqRange {
  readonly from: number;
  readonly before: number;
}

/** The messages, in the order of their rooms. */
export class MessageStore {
  readonly #messages: Model<MessageRow>;

  constructor(connection: Connection) {
    this.#messages = connection.model<MessageRow>('Message', schema);
  }

  async createIndexes(): Promise<void> {
    await this.#messages.createIndexes();
    try {
      await this.#messages.collection.dropIndex(FORMER_INDEX);
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || !NOT_THERE.includes(Number(error.code))) throw error;
    }
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

  /** Messages that answer one, and show what it says. */
  async answersTo(roomId: RoomId, messageId: MessageId): Promise<MessageId[]> {
    const rows = await this.#messages
      .find({ roomId, 'replyTo.messageId': messageId, 'replyTo.excerpt': { $ne: '' } }, { _id: 1 })
      .lean<Pick<MessageRow, '_id'>[]>();
    return rows.map(({ _id }) => _id);
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

  /** Messages whose text matches, newest first. */
  async matching(
    roomId: RoomId,
    { from, before, pattern, limit }: SeqRange & { pattern: RegExp; limit: number },
    withinMs: number,
  ): Promise<MessageRow[]> {
    const seq = before === Infinity ? { $gte: from } : { $gte: from, $lt: before };
    return this.#messages
      .find({ roomId, seq, text: pattern }, SHOWN)
      .sort({ seq: -1 })
      .limit(limit)
      .maxTimeMS(withinMs)
      .lean<MessageRow[]>();
  }

  /** What was said there, in order. */
  async textsOf(roomId: RoomId, { from, before }: SeqRange): Promise<string[]> {
    const rows = this.#messages.collection.find<Pick<MessageRow, 'text'>>(
      { roomId, seq: { $gte: from, $lt: before } },
      { projection: { _id: 0, text: 1 }, sort: { seq: 1 } },
    );
    return (await rows.toArray()).map(({ text }) => text);
  }

  /** Frees messages of what they were once found by. */
  async forgetTokens(roomId: RoomId, { from, before }: SeqRange): Promise<void> {
    const old = { roomId, seq: { $gte: from, $lt: before }, tokens: { $exists: true } };
    await this.#messages.collection.updateMany(old, { $unset: { tokens: 1 } });
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
    const unset = Object.fromEntries(['tokens', ...(changes.unset ?? [])].map((name) => [name, 1]));
    const update = {
      $set: { ...changes.set, changedAt: changes.set.changedAt ?? new Date() },
      $inc: { version: 1 },
      $unset: unset,
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

  /** The newest of all rooms; null when there is none. */
  async newest(): Promise<MessageRow | null> {
    return this.#messages.findOne({}, SHOWN).sort({ _id: -1 }).lean<MessageRow>();
  }

  /** All that were stored since; for what a crash left undone. */
  since(firstId: MessageId): AsyncIterable<MessageRow> {
    return this.#messages
      .find({ _id: { $gte: firstId } }, SHOWN)
      .lean<MessageRow[]>()
      .cursor() as AsyncIterable<MessageRow>;
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
