import type { RecordingId, UserId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import { RECORDING_COLUMNS, RECORDING_JOINS, type RecordingRow } from '../recording.row.js';

export interface StudioSelection {
  /** Null for everybody's. */
  readonly instructorId: UserId | null;
  readonly courseId?: string | undefined;
  readonly lessonId?: string | undefined;
  readonly after: { readonly startedAt: Date; readonly id: string } | null;
  readonly limit: number;
}

/** In SQL, with `by`. */
export const EXPIRED = 'purged_at IS NULL AND retain_until <= :by AND deleted_at IS NULL';
export const DELETED = 'purged_at IS NULL AND deleted_at <= :by';

/** Lists of recordings for those who manage them, and what has to go by its time. */
export class StudioTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  /** The youngest first; deleted ones too, as long as they can come back. */
  list({ instructorId, courseId, lessonId, after, limit }: StudioSelection): Promise<RecordingRow[]> {
    const conditions = [
      ...(instructorId === null ? [] : ['c.instructor_id = :instructorId']),
      'r.purged_at IS NULL',
      ...(courseId === undefined ? [] : ['c.id = :courseId']),
      ...(lessonId === undefined ? [] : ['l.id = :lessonId']),
      ...(after ? ['(r.started_at, r.id) < (:startedAt, :id)'] : []),
    ];
    return this.#db.query<RecordingRow>(
      `SELECT ${RECORDING_COLUMNS} FROM ${RECORDING_JOINS}
        WHERE ${conditions.join(' AND ')} ORDER BY r.started_at DESC, r.id DESC LIMIT :limit`,
      { replacements: { instructorId, courseId, lessonId, limit, ...after }, type: QueryTypes.SELECT },
    );
  }

  /** Those whose time to be kept is over. */
  async listExpired(now: Date): Promise<RecordingId[]> {
    return this.#ids(EXPIRED, now);
  }

  /** Those that were deleted before this. */
  async listDeletedBefore(by: Date): Promise<RecordingId[]> {
    return this.#ids(DELETED, by);
  }

  /** Those that nobody gets back and whose files are there still. */
  async listPurged(): Promise<RecordingId[]> {
    return this.#ids('purged_at IS NOT NULL AND has_files = TRUE', new Date(0));
  }

  async #ids(where: string, by: Date): Promise<RecordingId[]> {
    const rows = await this.#db.query<{ id: RecordingId }>(
      `SELECT id FROM recordings WHERE ${where} LIMIT 50`,
      { replacements: { by }, type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  }

  /** All that hangs on a recording; its row stays, as long as the media server could speak of it. */
  async clear(id: RecordingId): Promise<void> {
    for (const table of ['renditions', 'watches', 'bookmarks', 'captions']) {
      await this.#db.query(`DELETE FROM recording_${table} WHERE recording_id = :id`, {
        replacements: { id },
        type: QueryTypes.DELETE,
      });
    }
  }
}
