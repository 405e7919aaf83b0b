import type { AttachmentId, RoomId, UserId } from '@seodang/contracts/ids';
import {
  DataTypes,
  Model,
  Op,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';
import type { Size } from './attachment-picture.js';

/** A picture that somebody put into a room. */
export class Attachment extends Model<InferAttributes<Attachment>, InferCreationAttributes<Attachment>> {
  declare id: AttachmentId;
  declare roomId: RoomId;
  declare userId: UserId;
  declare name: string;
  declare width: number;
  declare height: number;
  /** WebP, like the preview. */
  declare full: Buffer;
  declare preview: Buffer;
  declare createdAt: Date;
  /** When a message took it; null until then. */
  declare usedAt: CreationOptional<Date | null>;
  /** When its message was deleted; only operators see it since. */
  declare forgottenAt: CreationOptional<Date | null>;

  static initIn(db: Sequelize): void {
    Attachment.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        roomId: DataTypes.CHAR(36),
        userId: DataTypes.CHAR(36),
        name: DataTypes.STRING(120),
        width: DataTypes.SMALLINT.UNSIGNED,
        height: DataTypes.SMALLINT.UNSIGNED,
        full: DataTypes.BLOB('medium'),
        preview: DataTypes.BLOB('medium'),
        createdAt: DataTypes.DATE(3),
        usedAt: { type: DataTypes.DATE(3), defaultValue: null },
        forgottenAt: { type: DataTypes.DATE(3), defaultValue: null },
      },
      { sequelize: db, tableName: 'attachments', underscored: true },
    );
  }

  static findPlace(id: AttachmentId): Promise<Pick<Attachment, 'roomId' | 'forgottenAt'> | null> {
    return Attachment.findByPk(id, { attributes: ['roomId', 'forgottenAt'] });
  }

  static async findBody(id: AttachmentId, size: Size): Promise<Buffer | null> {
    const attachment = await Attachment.findByPk(id, { attributes: [size] });
    return attachment?.[size] ?? null;
  }

  /** Those of `ids` that this person put into this room; from now on they are kept. */
  static async use(
    { ids, roomId, userId, at }: { ids: readonly AttachmentId[]; roomId: RoomId; userId: UserId; at: Date },
    tx: Tx,
  ): Promise<Pick<Attachment, 'id' | 'name' | 'width' | 'height'>[]> {
    const where = { id: [...ids], roomId, userId, forgottenAt: null };
    const attributes = ['id', 'name', 'width', 'height'];
    const found = await Attachment.findAll({ attributes, where, transaction: tx, lock: tx.LOCK.UPDATE });
    await Attachment.update({ usedAt: at }, { where: { ...where, usedAt: null }, transaction: tx });
    return found;
  }

  /** Hides these from the people of their room. Those that are hidden already stay so from when they were. */
  static async forget(ids: readonly AttachmentId[], at: Date): Promise<void> {
    await Attachment.update({ forgottenAt: at }, { where: { id: [...ids], forgottenAt: null } });
  }

  /** Removes for good what was hidden before this. */
  static removeForgotten(before: Date): Promise<number> {
    return Attachment.destroy({ where: { forgottenAt: { [Op.lt]: before } } });
  }

  /** Forgets what no message took since before this. */
  static removeUnused(madeBefore: Date): Promise<number> {
    return Attachment.destroy({ where: { usedAt: null, createdAt: { [Op.lt]: madeBefore } } });
  }
}
