import type { RoomId } from '@seodang/contracts/ids';
import { Schema, type Connection, type Model } from 'mongoose';
import { JOURNALED } from '../platform/mongo.js';
import { isDuplicate } from '../platform/store-errors.js';

/** So many messages of a room are found by what any of them says; all rooms are cut alike, from their first message on. */
export const SEGMENT_SIZE = 64;

/** Neighbouring messages of one room, and what they are found by. */
export interface SegmentRow {
  readonly roomId: RoomId;
  /** The place of its first message. */
  readonly fromSeq: number;
  /** All that its messages say, and perhaps more: what is found is looked at again. */
  readonly tokens: readonly string[];
  /** Rises with each change, so that nobody overwrites what they have not seen. */
  readonly version: number;
}

type Place = Pick<SegmentRow, 'roomId' | 'fromSeq'>;

const schema = new Schema<SegmentRow>(
  { roomId: String, fromSeq: Number, tokens: [String], version: Number },
  { versionKey: false, strict: 'throw', collection: 'segments' },
);
schema.index({ roomId: 1, fromSeq: 1 }, { unique: true, name: 'segment' });
schema.index({ roomId: 1, tokens: 1, fromSeq: 1 }, { name: 'search' });

/** The place where the segment with this place in it begins. */
export function segmentOf(seq: number): number {
  return seq - ((seq - 1) % SEGMENT_SIZE);
}

/** What rooms are searched by. Without gaps: behind the last segment of a room there is none. */
export class SegmentStore {
  readonly #segments: Model<SegmentRow>;

  constructor(connection: Connection) {
    this.#segments = connection.model<SegmentRow>('Segment', schema);
  }

  async createIndexes(): Promise<void> {
    await this.#segments.createIndexes();
  }

  /** The place of the last message that is in a segment; 0 when none is. */
  async lastSeq(roomId: RoomId): Promise<number> {
    const last = await this.#segments
      .findOne({ roomId }, { fromSeq: 1, _id: 0 })
      .sort({ fromSeq: -1 })
      .lean<Place>();
    return last ? last.fromSeq + SEGMENT_SIZE - 1 : 0;
  }

  /** Null when there is no such segment yet. */
  async version({ roomId, fromSeq }: Place): Promise<number | null> {
    const row = await this.#segments.findOne({ roomId, fromSeq }, { version: 1, _id: 0 }).lean<SegmentRow>();
    return row?.version ?? null;
  }

  /**
   * Stores a segment.
   *
   * @param version The one that was seen; null for none.
   * @returns false when it is no longer of that version.
   */
  async keep({ roomId, fromSeq }: Place, tokens: string[], version: number | null): Promise<boolean> {
    const { collection } = this.#segments;
    if (version !== null) {
      const update = { $set: { tokens }, $inc: { version: 1 } };
      const { matchedCount } = await collection.updateOne({ roomId, fromSeq, version }, update, JOURNALED);
      return matchedCount === 1;
    }
    try {
      await collection.insertOne({ roomId, fromSeq, tokens, version: 1 }, JOURNALED);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Makes a segment, if there is one, be found by these as well. */
  async add({ roomId, fromSeq }: Place, tokens: readonly string[]): Promise<void> {
    const update = { $addToSet: { tokens: { $each: [...tokens] } }, $inc: { version: 1 } };
    await this.#segments.collection.updateOne({ roomId, fromSeq }, update, JOURNALED);
  }

  /** Where segments begin that have all these tokens in them, newest first. */
  async holding(
    roomId: RoomId,
    {
      tokens: [token = '', ...more],
      before,
      limit,
    }: { tokens: readonly string[]; before: number; limit: number },
    withinMs: number,
  ): Promise<number[]> {
    const first = { roomId, tokens: token, fromSeq: { $lt: before } };
    const filter = more.length > 0 ? { ...first, $and: more.map((other) => ({ tokens: other })) } : first;
    const rows = await this.#segments
      .find(filter, { fromSeq: 1, _id: 0 })
      .sort({ fromSeq: -1 })
      .limit(limit)
      .maxTimeMS(withinMs)
      .lean<Place[]>();
    return rows.map(({ fromSeq }) => fromSeq);
  }
}
