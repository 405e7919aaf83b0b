import type { MessageHistory } from '@seodang/contracts/chat';
import type { MessageId } from '@seodang/contracts/ids';
import type { AttachmentView, RoomPerson } from '@seodang/contracts/rooms';
import { Schema, type Connection, type Model } from 'mongoose';
import { JOURNALED } from '../platform/mongo.js';

/** What a message said until it was edited or deleted. */
export interface FormerText {
  readonly messageId: MessageId;
  /** The version that said so. */
  readonly version: number;
  readonly text: string;
  /** That went with it; what was kept before pictures were has none. */
  readonly attachments?: readonly AttachmentView[];
  readonly until: Date;
  readonly change: MessageHistory['items'][number]['change'];
  readonly by: RoomPerson;
  readonly reason: string;
}

const SHOWN = 200;

const schema = new Schema<FormerText>(
  {
    messageId: String,
    version: Number,
    text: String,
    attachments: [new Schema({ id: String, name: String, width: Number, height: Number }, { _id: false })],
    until: Date,
    change: String,
    by: new Schema({ id: String, name: String, part: String }, { _id: false }),
    reason: String,
  },
  { versionKey: false, strict: 'throw', collection: 'formerTexts' },
);
schema.index({ messageId: 1, version: -1 }, { unique: true, name: 'version' });

/** What messages said before, for operators. */
export class FormerTextStore {
  readonly #texts: Model<FormerText>;

  constructor(connection: Connection) {
    this.#texts = connection.model<FormerText>('FormerText', schema);
  }

  async createIndexes(): Promise<void> {
    await this.#texts.createIndexes();
  }

  /** Kept before the message changes: a crash between leaves one too many, of a version that still holds. */
  async keep(former: FormerText): Promise<void> {
    const { messageId, version, ...rest } = former;
    await this.#texts.updateOne({ messageId, version }, { $set: rest }, { upsert: true, ...JOURNALED });
  }

  /** Of the versions before `version`, newest first. */
  async before(messageId: MessageId, version: number): Promise<FormerText[]> {
    return this.#texts
      .find({ messageId, version: { $lt: version } })
      .sort({ version: -1 })
      .limit(SHOWN)
      .lean<FormerText[]>();
  }
}
