import type { CourseId, LessonId, MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomKind, Writers } from '@seodang/contracts/rooms';
import {
  DataTypes,
  Model,
  QueryTypes,
  UniqueConstraintError,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';

/** The name of a course's first channel while nobody gave it another: by the language of the course `c`. */
export const FIRST_NAME = `IF(c.language = 'ko', '일반', 'general')`;

export type DirectRowState = 'asked' | 'agreed' | 'declined' | 'left';

/** What may be changed of a room. */
export interface RoomSettings {
  readonly name?: string;
  readonly writers?: Writers;
  readonly slowModeSec?: number;
  readonly archivedAt?: Date | null;
}

/** A room about which there is something to keep. @see docs/adr/0026-rooms.md */
export class Room extends Model<InferAttributes<Room>, InferCreationAttributes<Room>> {
  declare id: RoomId;
  declare kind: RoomKind;
  declare courseId: CreationOptional<CourseId | null>;
  declare lessonId: CreationOptional<LessonId | null>;
  declare parentId: CreationOptional<RoomId | null>;
  declare messageId: CreationOptional<MessageId | null>;
  /** The two of a direct room, the smaller id first. */
  declare lowUserId: CreationOptional<UserId | null>;
  declare highUserId: CreationOptional<UserId | null>;
  declare directState: CreationOptional<DirectRowState | null>;
  declare askedBy: CreationOptional<UserId | null>;
  declare name: CreationOptional<string | null>;
  declare writers: CreationOptional<Writers>;
  declare slowModeSec: CreationOptional<number>;
  declare archivedAt: CreationOptional<Date | null>;
  declare createdAt: Date;

  static initIn(db: Sequelize): void {
    // Sequelize writes into what it is given: each column needs its own.
    const id = () => ({ type: DataTypes.CHAR(36), defaultValue: null });
    Room.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        kind: DataTypes.ENUM('channel', 'lesson', 'thread', 'direct'),
        courseId: id(),
        lessonId: id(),
        parentId: id(),
        messageId: id(),
        lowUserId: id(),
        highUserId: id(),
        directState: { type: DataTypes.ENUM('asked', 'agreed', 'declined', 'left'), defaultValue: null },
        askedBy: id(),
        name: { type: DataTypes.STRING(40), defaultValue: null },
        writers: { type: DataTypes.ENUM('everyone', 'instructors'), defaultValue: 'everyone' },
        slowModeSec: { type: DataTypes.SMALLINT.UNSIGNED, defaultValue: 0 },
        archivedAt: { type: DataTypes.DATE(3), defaultValue: null },
        createdAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'rooms', underscored: true },
    );
  }

  /** Writes the row of a course's first channel or of a lesson's chat, if it is one and has none yet. */
  static async keep({ id, kind, courseId }: Pick<Room, 'id' | 'kind' | 'courseId'>, tx: Tx): Promise<void> {
    if (kind === 'lesson') await keepFrom(LESSON_ROW, id, tx);
    else if (kind === 'channel' && id === (courseId as string)) await keepFrom(FIRST_CHANNEL_ROW, id, tx);
  }

  /** Adds a channel; null when the course has one of this name. The course's row is locked, its first channel written. */
  static async addChannel(
    values: { id: RoomId; courseId: CourseId; name: string; writers: Writers; createdAt: Date },
    tx: Tx,
  ): Promise<Room | null> {
    try {
      return await Room.create({ ...values, kind: 'channel' }, { transaction: tx });
    } catch (error) {
      if (error instanceof UniqueConstraintError) return null;
      throw error;
    }
  }

  static countChannels(courseId: CourseId, tx: Tx): Promise<number> {
    return Room.count({ where: { courseId, kind: 'channel' }, transaction: tx });
  }

  /** False when the course has a channel of this name. */
  static async change(id: RoomId, settings: RoomSettings, tx: Tx): Promise<boolean> {
    try {
      await Room.update(settings, { where: { id }, transaction: tx });
      return true;
    } catch (error) {
      if (error instanceof UniqueConstraintError) return false;
      throw error;
    }
  }

  static findThread(parentId: RoomId, messageId: MessageId): Promise<Room | null> {
    return Room.findOne({ where: { parentId, messageId } });
  }

  /** The threads of a room, so far as anybody could have them open. */
  static async listThreads(parentId: RoomId, tx: Tx): Promise<RoomId[]> {
    const where = { parentId };
    const threads = await Room.findAll({
      attributes: ['id'],
      where,
      order: [['id', 'DESC']],
      limit: 500,
      transaction: tx,
    });
    return threads.map(({ id }) => id);
  }

  static lock(id: RoomId, tx: Tx): Promise<Room | null> {
    return Room.findByPk(id, { transaction: tx, lock: tx.LOCK.UPDATE });
  }

  /** The thread under a message: this one, or the one that somebody else made first. */
  static async openThread(
    values: {
      id: RoomId;
      parent: Pick<Room, 'id' | 'courseId' | 'lessonId'>;
      messageId: MessageId;
      at: Date;
    },
    tx: Tx,
  ): Promise<void> {
    const { id, parent, messageId, at } = values;
    await databaseOf(Room).query(
      `INSERT INTO rooms (id, kind, course_id, lesson_id, parent_id, message_id, created_at)
       VALUES (:id, 'thread', :courseId, :lessonId, :parentId, :messageId, :at)
       ON DUPLICATE KEY UPDATE message_id = message_id`,
      {
        replacements: {
          id,
          courseId: parent.courseId,
          lessonId: parent.lessonId,
          parentId: parent.id,
          messageId,
          at,
        },
        transaction: tx,
      },
    );
  }

  /** The room of two people, kept from changing until the transaction ends. One that is not there is made, and asked for. */
  static async lockPair(
    { id, askedBy, other, at }: { id: RoomId; askedBy: UserId; other: UserId; at: Date },
    tx: Tx,
  ): Promise<Room> {
    const [low, high] = [askedBy, other].toSorted() as [UserId, UserId];
    await databaseOf(Room).query(
      `INSERT INTO rooms (id, kind, low_user_id, high_user_id, direct_state, asked_by, created_at)
       VALUES (:id, 'direct', :low, :high, 'asked', :askedBy, :at)
       ON DUPLICATE KEY UPDATE kind = kind`,
      { replacements: { id, low, high, askedBy, at }, transaction: tx },
    );
    const room = await Room.findOne({
      where: { lowUserId: low, highUserId: high },
      transaction: tx,
      lock: tx.LOCK.UPDATE,
    });
    if (!room) throw new Error('a pair that was just written is not there');
    return room;
  }
}

const FIRST_CHANNEL_ROW = `
  SELECT c.id, 'channel', c.id, NULL, ${FIRST_NAME}, UTC_TIMESTAMP(3) FROM courses c WHERE c.id = :id`;
const LESSON_ROW = `
  SELECT l.id, 'lesson', l.course_id, l.id, NULL, UTC_TIMESTAMP(3) FROM lessons l WHERE l.id = :id`;

async function keepFrom(select: string, id: RoomId, tx: Tx): Promise<void> {
  await databaseOf(Room).query(
    `INSERT INTO rooms (id, kind, course_id, lesson_id, name, created_at) ${select}
     ON DUPLICATE KEY UPDATE kind = rooms.kind`,
    { replacements: { id }, transaction: tx, type: QueryTypes.INSERT },
  );
}
