import type { ReportView } from '@seodang/contracts/chat';
import type { MessageId } from '@seodang/contracts/ids';
import type { RoomPerson } from '@seodang/contracts/rooms';
import { Schema, type Connection, type Model } from 'mongoose';
import { JOURNALED } from '../platform/mongo.js';
import { isDuplicate } from '../platform/store-errors.js';

/** What one person said of one message. */
export interface ReportRow {
  readonly _id: string;
  readonly messageId: MessageId;
  readonly reporter: RoomPerson;
  readonly reason: ReportView['reason'];
  readonly words: string;
  readonly reportedAt: Date;
  readonly resolution: ReportView['resolution'];
}

const schema = new Schema<ReportRow>(
  {
    _id: String,
    messageId: String,
    reporter: new Schema({ id: String, name: String, part: String }, { _id: false }),
    reason: String,
    words: String,
    reportedAt: Date,
    resolution: String,
  },
  { versionKey: false, strict: 'throw', collection: 'reports' },
);
schema.index({ messageId: 1, 'reporter.id': 1 }, { unique: true, name: 'once' });
schema.index({ resolution: 1, reportedAt: -1 }, { name: 'open' });

/** What people reported. */
export class ReportStore {
  readonly #reports: Model<ReportRow>;

  constructor(connection: Connection) {
    this.#reports = connection.model<ReportRow>('Report', schema);
  }

  async createIndexes(): Promise<void> {
    await this.#reports.createIndexes();
  }

  /** Gives false when this person has reported this message before. */
  async add(report: ReportRow): Promise<boolean> {
    try {
      await this.#reports.collection.insertOne(report as never, JOURNALED);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async find(id: string): Promise<ReportRow | null> {
    return this.#reports.findOne({ _id: id }).lean<ReportRow>();
  }

  /** Those that are open, newest first, then some that are not. */
  async list(limit: number): Promise<ReportRow[]> {
    const open = await this.#with('open', limit);
    if (open.length === limit) return open;
    const half = Math.ceil((limit - open.length) / 2);
    const settled = [
      ...(await this.#with('message-deleted', half)),
      ...(await this.#with('dismissed', half)),
    ];
    return [...open, ...settled.sort((a, b) => b.reportedAt.getTime() - a.reportedAt.getTime())];
  }

  /** Settles a report, and with a deleted message all that are open about it. */
  async resolve(report: ReportRow, resolution: Exclude<ReportView['resolution'], 'open'>): Promise<void> {
    await this.#reports.updateOne({ _id: report._id }, { $set: { resolution } }, JOURNALED);
    if (resolution === 'dismissed') return;
    await this.#reports.updateMany(
      { messageId: report.messageId, resolution: 'open' },
      { $set: { resolution } },
      JOURNALED,
    );
  }

  async #with(resolution: ReportView['resolution'], limit: number): Promise<ReportRow[]> {
    return this.#reports.find({ resolution }).sort({ reportedAt: -1 }).limit(limit).lean<ReportRow[]>();
  }
}
