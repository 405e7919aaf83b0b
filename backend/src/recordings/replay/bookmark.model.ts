import type { BookmarkId, RecordingId, UserId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../../platform/db/transaction.js';

export interface BookmarkRow {
  readonly id: BookmarkId;
  readonly atMs: number;
  readonly note: string;
  readonly createdAt: Date;
}

interface Owner {
  readonly recordingId: RecordingId;
  readonly userId: UserId;
}

const COLUMNS = 'id, at_ms AS atMs, note, created_at AS createdAt';

/** Places in a recording that somebody marked for themselves. */
export class BookmarkTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  list(owner: Owner): Promise<BookmarkRow[]> {
    return this.#db.query<BookmarkRow>(
      `SELECT ${COLUMNS} FROM recording_bookmarks
        WHERE recording_id = :recordingId AND user_id = :userId ORDER BY at_ms, id`,
      { replacements: { ...owner }, type: QueryTypes.SELECT },
    );
  }

  async count(owner: Owner, tx: Tx): Promise<number> {
    const [row] = await this.#db.query<{ count: number }>(
      'SELECT COUNT(*) AS count FROM recording_bookmarks WHERE recording_id = :recordingId AND user_id = :userId',
      { replacements: { ...owner }, type: QueryTypes.SELECT, transaction: tx },
    );
    return row?.count ?? 0;
  }

  async findByClient(owner: Owner, clientId: string, tx: Tx): Promise<BookmarkRow | null> {
    const [row] = await this.#db.query<BookmarkRow>(
      `SELECT ${COLUMNS} FROM recording_bookmarks
        WHERE recording_id = :recordingId AND user_id = :userId AND client_id = :clientId`,
      { replacements: { ...owner, clientId }, type: QueryTypes.SELECT, transaction: tx },
    );
    return row ?? null;
  }

  /** One with the same `clientId` stays as it is. */
  async add(owner: Owner, row: BookmarkRow & { clientId: string }, tx: Tx): Promise<void> {
    await this.#db.query(
      `INSERT INTO recording_bookmarks (id, recording_id, user_id, client_id, at_ms, note, created_at)
       VALUES (:id, :recordingId, :userId, :clientId, :atMs, :note, :createdAt) ON DUPLICATE KEY UPDATE id = id`,
      { replacements: { ...owner, ...row }, type: QueryTypes.INSERT, transaction: tx },
    );
  }

  /** @returns it as it is now; null when it is not there, or somebody else's. */
  async change(
    owner: Owner,
    id: BookmarkId,
    { atMs = null, note = null }: { atMs?: number | null | undefined; note?: string | null | undefined },
  ): Promise<BookmarkRow | null> {
    const replacements = { ...owner, id, atMs, note };
    await this.#db.query(
      `UPDATE recording_bookmarks SET at_ms = COALESCE(:atMs, at_ms), note = COALESCE(:note, note)
        WHERE id = :id AND recording_id = :recordingId AND user_id = :userId`,
      { replacements, type: QueryTypes.UPDATE },
    );
    const [row] = await this.#db.query<BookmarkRow>(
      `SELECT ${COLUMNS} FROM recording_bookmarks
        WHERE id = :id AND recording_id = :recordingId AND user_id = :userId`,
      { replacements, type: QueryTypes.SELECT },
    );
    return row ?? null;
  }

  async remove(owner: Owner, id: BookmarkId): Promise<void> {
    await this.#db.query(
      'DELETE FROM recording_bookmarks WHERE id = :id AND recording_id = :recordingId AND user_id = :userId',
      { replacements: { ...owner, id }, type: QueryTypes.DELETE },
    );
  }
}
