import type { LessonId, RecordingId, UserId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';

export type Deed =
  | 'started'
  | 'stopped'
  | 'changed'
  | 'trimmed'
  | 'deleted'
  | 'restored'
  | 'rebuilt'
  | 'captioned'
  | 'purged'
  | 'raw-removed';

export interface LedgerEntry {
  readonly recordingId: RecordingId;
  readonly lessonId: LessonId;
  /** Null when the server did it by itself. */
  readonly userId: UserId | null;
  readonly deed: Deed;
  readonly detail?: string;
  readonly at: Date;
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
}
