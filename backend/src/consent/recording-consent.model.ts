import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { GiveRecordingConsent } from '@seodang/contracts/recording-consent';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';

export interface ConsentRow {
  readonly userId: UserId;
  readonly name: string;
  readonly version: string;
  readonly agrees: 0 | 1;
  readonly at: Date;
}

/** Every word that was given about being recorded. Rows are added and never changed. */
export class RecordingConsents {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  async add(
    tx: Tx,
    entry: GiveRecordingConsent & { lessonId: LessonId; userId: UserId; at: Date },
  ): Promise<void> {
    await this.#db.query(
      `INSERT INTO recording_consents (lesson_id, user_id, version, agrees, at)
       VALUES (:lessonId, :userId, :version, :agrees, :at)`,
      { replacements: { ...entry }, transaction: tx },
    );
  }

  /** The last one of a person, whatever its text. */
  async findLast(lessonId: LessonId, userId: UserId, tx?: Tx): Promise<ConsentRow | null> {
    const [row] = await this.#db.query<ConsentRow>(
      `SELECT r.user_id AS userId, u.name, r.version, r.agrees, r.at
         FROM recording_consents r JOIN users u ON u.id = r.user_id
        WHERE r.lesson_id = :lessonId AND r.user_id = :userId ORDER BY r.id DESC LIMIT 1`,
      { replacements: { lessonId, userId }, type: QueryTypes.SELECT, transaction: tx ?? null },
    );
    return row ?? null;
  }

  /** In the order in which they were given. */
  listOf(lessonId: LessonId): Promise<ConsentRow[]> {
    return this.#db.query<ConsentRow>(
      `SELECT r.user_id AS userId, u.name, r.version, r.agrees, r.at
         FROM recording_consents r JOIN users u ON u.id = r.user_id
        WHERE r.lesson_id = :lessonId ORDER BY r.id`,
      { replacements: { lessonId }, type: QueryTypes.SELECT },
    );
  }
}
