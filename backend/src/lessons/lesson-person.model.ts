import type { LessonId, UserId } from '@seodang/contracts/ids';
import {
  DataTypes,
  Model,
  QueryTypes,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { agreementOf, type Decision, type PersonKey } from './speaking.rules.js';

/** Somebody of a lesson with what was decided about them. */
export interface PersonRow {
  readonly userId: UserId;
  readonly name: string;
  readonly decided: 0 | 1 | null;
  readonly removedAt: Date | null;
  readonly agrees: 0 | 1 | null;
  readonly agreedText: string | null;
}

/** What was decided about one person in one lesson; one row for each pair, made by the first decision. */
export class LessonPersonRow extends Model<
  InferAttributes<LessonPersonRow, { omit: 'decision' }>,
  InferCreationAttributes<LessonPersonRow, { omit: 'decision' }>
> {
  declare lessonId: LessonId;
  declare userId: UserId;
  declare maySpeak: CreationOptional<boolean | null>;
  declare speakingChangedAt: CreationOptional<Date | null>;
  declare removedAt: CreationOptional<Date | null>;
  declare agreesToRecording: CreationOptional<boolean | null>;
  declare agreedText: CreationOptional<string | null>;
  declare agreementChangedAt: CreationOptional<Date | null>;

  static initIn(db: Sequelize): void {
    LessonPersonRow.init(
      {
        lessonId: { type: DataTypes.CHAR(36), primaryKey: true },
        userId: { type: DataTypes.CHAR(36), primaryKey: true },
        maySpeak: DataTypes.BOOLEAN,
        speakingChangedAt: DataTypes.DATE(3),
        removedAt: DataTypes.DATE(3),
        agreesToRecording: DataTypes.BOOLEAN,
        agreedText: DataTypes.STRING(16),
        agreementChangedAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'lesson_people', underscored: true },
    );
  }

  get decision(): Decision {
    const { maySpeak, speakingChangedAt, removedAt, agreementChangedAt } = this;
    const agrees = agreementOf(this.agreesToRecording, this.agreedText);
    return { maySpeak, speakingChangedAt, removedAt, agrees, agreementChangedAt };
  }

  static listOf(lessonId: LessonId): Promise<LessonPersonRow[]> {
    return LessonPersonRow.findAll({ where: { lessonId } });
  }

  /** These people, and whoever was removed, by name. */
  static listNamed(lessonId: LessonId, userIds: readonly UserId[]): Promise<PersonRow[]> {
    return databaseOf(LessonPersonRow).query<PersonRow>(
      `SELECT u.id AS userId, u.name, p.may_speak AS decided, p.removed_at AS removedAt,
              p.agrees_to_recording AS agrees, p.agreed_text AS agreedText
         FROM users u LEFT JOIN lesson_people p ON p.lesson_id = :lessonId AND p.user_id = u.id
        WHERE u.id IN (:userIds)
       UNION
       SELECT u.id, u.name, p.may_speak, p.removed_at, p.agrees_to_recording, p.agreed_text
         FROM lesson_people p JOIN users u ON u.id = p.user_id
        WHERE p.lesson_id = :lessonId AND p.removed_at IS NOT NULL
       ORDER BY name, userId`,
      // `IN ()` is no SQL; an empty id is nobody's.
      { replacements: { lessonId, userIds: ['', ...userIds] }, type: QueryTypes.SELECT },
    );
  }

  /** Repeated, it keeps the time of the first: from then on the person had time to follow. */
  static async decideSpeaking(key: PersonKey, maySpeak: boolean, at: Date): Promise<void> {
    await databaseOf(LessonPersonRow).query(
      `INSERT INTO lesson_people (lesson_id, user_id, may_speak, speaking_changed_at)
       VALUES (:lessonId, :userId, :maySpeak, :at)
       ON DUPLICATE KEY UPDATE
         speaking_changed_at = IF(may_speak <=> VALUES(may_speak), speaking_changed_at, VALUES(speaking_changed_at)),
         may_speak = VALUES(may_speak)`,
      { replacements: { ...key, maySpeak, at } },
    );
  }

  static async remove(key: PersonKey, at: Date): Promise<void> {
    await databaseOf(LessonPersonRow).query(
      `INSERT INTO lesson_people (lesson_id, user_id, removed_at) VALUES (:lessonId, :userId, :at)
       ON DUPLICATE KEY UPDATE removed_at = COALESCE(removed_at, VALUES(removed_at))`,
      { replacements: { ...key, at } },
    );
  }

  /** What the person said last about the text of today; null when nothing. */
  static async findAgreement({ lessonId, userId }: PersonKey): Promise<boolean | null> {
    const row = await LessonPersonRow.findOne({ where: { lessonId, userId } });
    return row?.decision.agrees ?? null;
  }

  /** Repeated, it keeps the time of the first. */
  static async keepAgreement(
    key: PersonKey,
    { agrees, version, at }: { agrees: boolean; version: string; at: Date },
    tx: Tx,
  ): Promise<void> {
    await databaseOf(LessonPersonRow).query(
      `INSERT INTO lesson_people (lesson_id, user_id, agrees_to_recording, agreed_text, agreement_changed_at)
       VALUES (:lessonId, :userId, :agrees, :version, :at)
       ON DUPLICATE KEY UPDATE
         agreement_changed_at = IF(agrees_to_recording <=> VALUES(agrees_to_recording)
           AND agreed_text <=> VALUES(agreed_text), agreement_changed_at, VALUES(agreement_changed_at)),
         agrees_to_recording = VALUES(agrees_to_recording), agreed_text = VALUES(agreed_text)`,
      { replacements: { ...key, agrees, version, at }, transaction: tx },
    );
  }

  static async readmit({ lessonId, userId }: PersonKey): Promise<void> {
    await LessonPersonRow.update({ removedAt: null }, { where: { lessonId, userId } });
  }
}
