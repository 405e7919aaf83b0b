import type { LessonId, UserId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';

/** Somebody asks for a recording of a lesson. */
export interface RecordingWish {
  readonly id: string;
  readonly lessonId: LessonId;
  readonly userId: UserId;
  /** Null for the lesson's. */
  readonly title: string | null;
  readonly at: Date;
}

/** No answer of the media server takes so long: what was wished before came to nothing. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Recordings that were asked for and have not been heard of yet. */
export class WishTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  async add(tx: Tx, wish: RecordingWish): Promise<void> {
    const before = new Date(wish.at.getTime() - FORGOTTEN_AFTER_MS);
    await this.#db.query('DELETE FROM recording_wishes WHERE lesson_id = :lessonId AND at < :before', {
      replacements: { lessonId: wish.lessonId, before },
      type: QueryTypes.DELETE,
      transaction: tx,
    });
    await this.#db.query(
      'INSERT INTO recording_wishes (id, lesson_id, user_id, title, at) VALUES (:id, :lessonId, :userId, :title, :at)',
      { replacements: { ...wish }, type: QueryTypes.INSERT, transaction: tx },
    );
  }

  /** It was refused. */
  async remove({ id }: RecordingWish): Promise<void> {
    await this.#db.query('DELETE FROM recording_wishes WHERE id = :id', {
      replacements: { id },
      type: QueryTypes.DELETE,
    });
  }

  /** The first of a lesson, which came true; null when nobody wished for it. */
  async take(tx: Tx, lessonId: LessonId): Promise<RecordingWish | null> {
    const [wish] = await this.#db.query<RecordingWish>(
      `SELECT id, lesson_id AS lessonId, user_id AS userId, title, at FROM recording_wishes
        WHERE lesson_id = :lessonId ORDER BY at, id LIMIT 1 FOR UPDATE`,
      { replacements: { lessonId }, type: QueryTypes.SELECT, transaction: tx },
    );
    if (!wish) return null;
    await this.#db.query('DELETE FROM recording_wishes WHERE id = :id', {
      replacements: { id: wish.id },
      type: QueryTypes.DELETE,
      transaction: tx,
    });
    return wish;
  }
}
