import type { LessonId, RecordingId, UserId } from '@seodang/contracts/ids';
import type { RecordingDeed } from '@seodang/contracts/recordings';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';

export type Deed = RecordingDeed;

export interface LedgerEntry {
  readonly recordingId: RecordingId;
  readonly lessonId: LessonId;
  /** Null when the server did it by itself. */
  readonly userId: UserId | null;
  readonly deed: Deed;
  readonly detail?: string;
  readonly at: Date;
}

/** An entry as it is read, with the name of who did it. */
export interface LedgerRow extends Required<Omit<LedgerEntry, 'lessonId'>> {
  readonly name: string | null;
}

/** Who did what to a recording. Rows are only ever added; they outlive what they tell of. */
export class RecordingLedger {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  async write(tx: Tx, { detail = '', ...entry }: LedgerEntry): Promise<void> {
    await this.#db.query(
      `INSERT INTO recording_ledger (recording_id, lesson_id, user_id, deed, detail, at)
       VALUES (:recordingId, :lessonId, :userId, :deed, :detail, :at)`,
      {
        replacements: { ...entry, detail: detail.slice(0, 500) },
        type: QueryTypes.INSERT,
        transaction: tx,
      },
    );
  }

  /** Of all recordings of a lesson, also of those that are gone; in the order in which it was done. */
  listOf(lessonId: LessonId): Promise<LedgerRow[]> {
    return this.#db.query<LedgerRow>(
      `SELECT g.recording_id AS recordingId, g.deed, g.user_id AS userId, u.name, g.detail, g.at
         FROM recording_ledger g LEFT JOIN users u ON u.id = g.user_id
        WHERE g.lesson_id = :lessonId ORDER BY g.id`,
      { replacements: { lessonId }, type: QueryTypes.SELECT },
    );
  }
}
