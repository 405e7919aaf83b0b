import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { ConnectionKind } from '@seodang/contracts/lessons';
import {
  DataTypes,
  Model,
  Op,
  QueryTypes,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { PersonKey } from '../lessons/index.js';
import type { Tx } from '../platform/db/transaction.js';
import type { ClosingReason, ConnectionOwner } from './connection-event.js';

/** One connection that the backend made at the media server: whose it is, and whether it still stands. */
export class MediaConnection extends Model<
  InferAttributes<MediaConnection, { omit: 'owner' }>,
  InferCreationAttributes<MediaConnection, { omit: 'owner' }>
> {
  declare id: string;
  declare lessonId: LessonId;
  declare userId: UserId;
  declare kind: ConnectionKind;
  /** By the media server's clock. */
  declare createdAt: Date;
  declare joinedAt: CreationOptional<Date | null>;
  declare endedAt: CreationOptional<Date | null>;
  /** Whether it was made with the right to send; null for one that the backend did not see being made. */
  declare mayPublish: CreationOptional<boolean | null>;
  /** Set when the backend itself ends it. */
  declare closing: CreationOptional<ClosingReason | null>;

  static initIn(db: Sequelize): void {
    MediaConnection.init(
      {
        id: { type: DataTypes.STRING(191), primaryKey: true },
        lessonId: DataTypes.CHAR(36),
        userId: DataTypes.CHAR(36),
        kind: DataTypes.ENUM('camera', 'screen'),
        createdAt: DataTypes.DATE(3),
        joinedAt: DataTypes.DATE(3),
        endedAt: DataTypes.DATE(3),
        mayPublish: DataTypes.BOOLEAN,
        closing: DataTypes.ENUM('moved-to-another-device', 'removed', 'lesson-ended', 'speaking-changed'),
      },
      { sequelize: db, tableName: 'media_connections', underscored: true },
    );
  }

  get owner(): ConnectionOwner {
    return { connectionId: this.id, lessonId: this.lessonId, userId: this.userId, kind: this.kind };
  }

  /** Keeps a connection; what is known of it already stays as it is. */
  static async keep(
    owner: ConnectionOwner,
    made: { at: Date; mayPublish: boolean | null },
    tx: Tx,
  ): Promise<void> {
    const { connectionId, lessonId, userId, kind } = owner;
    await databaseOf(MediaConnection).query(
      `INSERT INTO media_connections (id, lesson_id, user_id, kind, created_at, may_publish)
       VALUES (:connectionId, :lessonId, :userId, :kind, :at, :mayPublish)
       ON DUPLICATE KEY UPDATE may_publish = COALESCE(may_publish, VALUES(may_publish))`,
      { replacements: { connectionId, lessonId, userId, kind, ...made }, transaction: tx },
    );
  }

  static listByIds(ids: readonly string[], tx?: Tx): Promise<MediaConnection[]> {
    return MediaConnection.findAll({ where: { id: [...ids] }, order: ['id'], transaction: tx ?? null });
  }

  /** Connections that may still be in use: joined or still to be joined. */
  static listOpen(lessonId: LessonId, tx?: Tx): Promise<MediaConnection[]> {
    return MediaConnection.findAll({ where: { lessonId, endedAt: null }, transaction: tx ?? null });
  }

  /** A person's connections that may still be in use. */
  static listOpenOf(person: PersonKey, tx?: Tx): Promise<MediaConnection[]> {
    const { lessonId, userId } = person;
    return MediaConnection.findAll({
      where: { lessonId, userId, endedAt: null },
      order: ['id'],
      transaction: tx ?? null,
    });
  }

  /** Where somebody has a connection that has not ended. */
  static async listLessonsOf(userId: UserId): Promise<LessonId[]> {
    const rows = await MediaConnection.findAll({
      attributes: ['lessonId'],
      where: { userId, endedAt: null },
    });
    return [...new Set(rows.map(({ lessonId }) => lessonId))];
  }

  /** Who has a camera connection that was entered and has not ended, by all that is known. */
  static async listInside(lessonId: LessonId): Promise<UserId[]> {
    const joined = { [Op.ne]: null };
    const rows = await MediaConnection.findAll({
      attributes: ['userId'],
      where: { lessonId, endedAt: null, kind: 'camera', joinedAt: joined },
      group: ['userId'],
    });
    return rows.map(({ userId }) => userId);
  }

  /** What was made during one life of a session. */
  static listMadeBetween(lessonId: LessonId, from: Date, to: Date, tx: Tx): Promise<MediaConnection[]> {
    const createdAt = { [Op.between]: [from, to] as [Date, Date] };
    return MediaConnection.findAll({ where: { lessonId, createdAt }, order: ['id'], transaction: tx });
  }

  /** Locks a person's other open connections of one kind; of two that join at once, one sees the other here. */
  static lockOthers(
    owner: Omit<ConnectionOwner, 'connectionId'>,
    tx: Tx,
    but = '',
  ): Promise<MediaConnection[]> {
    const { lessonId, userId, kind } = owner;
    return MediaConnection.findAll({
      where: { lessonId, userId, kind, endedAt: null, id: { [Op.ne]: but } },
      order: ['id'],
      transaction: tx,
      lock: tx.LOCK.UPDATE,
    });
  }

  static async noteJoined(id: string, joinedAt: Date, tx: Tx): Promise<void> {
    await databaseOf(MediaConnection).query(
      'UPDATE media_connections SET joined_at = LEAST(COALESCE(joined_at, :joinedAt), :joinedAt) WHERE id = :id',
      { replacements: { id, joinedAt }, transaction: tx, type: QueryTypes.UPDATE },
    );
  }

  /** The first ending counts; so does the first reason of ours. */
  static async noteEnded(
    ids: readonly string[],
    ended: { at: Date; closing: ClosingReason | null },
    tx: Tx,
  ): Promise<void> {
    if (ids.length === 0) return;
    await databaseOf(MediaConnection).query(
      `UPDATE media_connections SET ended_at = LEAST(COALESCE(ended_at, :at), :at), closing = COALESCE(closing, :closing)
       WHERE id IN (:ids)`,
      { replacements: { ids, ...ended }, transaction: tx, type: QueryTypes.UPDATE },
    );
  }
}
