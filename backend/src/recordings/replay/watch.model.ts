import type { RecordingId, UserId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../../platform/db/transaction.js';

export interface WatchRow {
  readonly positionMs: number;
  readonly watchedMs: number;
  /** As `rangesToText` writes it. */
  readonly ranges: string;
}

export interface ViewerRow extends WatchRow {
  readonly userId: UserId;
  readonly name: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

interface Key {
  readonly recordingId: RecordingId;
  readonly userId: UserId;
}

/** Who watched how far. */
export class WatchTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  async find(key: Key): Promise<WatchRow | null> {
    const [row] = await this.#db.query<WatchRow>(
      `${ONE} WHERE recording_id = :recordingId AND user_id = :userId`,
      {
        replacements: { ...key },
        type: QueryTypes.SELECT,
      },
    );
    return row ?? null;
  }

  /** What was seen so far, until the end of the transaction nobody else's: of two first reports at once, the second sees the first. */
  async lock(tx: Tx, key: Key, at: Date): Promise<WatchRow> {
    const blank: WatchRow = { positionMs: 0, watchedMs: 0, ranges: '' };
    await this.#db.query(
      `INSERT INTO recording_watches (recording_id, user_id, position_ms, watched_ms, ranges, first_at, last_at)
       VALUES (:recordingId, :userId, :positionMs, :watchedMs, :ranges, :at, :at)
       ON DUPLICATE KEY UPDATE last_at = :at`,
      { replacements: { ...key, ...blank, at }, type: QueryTypes.INSERT, transaction: tx },
    );
    const [row] = await this.#db.query<WatchRow>(
      `${ONE} WHERE recording_id = :recordingId AND user_id = :userId FOR UPDATE`,
      { replacements: { ...key }, type: QueryTypes.SELECT, transaction: tx },
    );
    return row ?? blank;
  }

  /** Of one person, by recording. */
  async listOf(userId: UserId, recordingIds: readonly RecordingId[]): Promise<Map<RecordingId, WatchRow>> {
    if (recordingIds.length === 0) return new Map();
    const rows = await this.#db.query<WatchRow & { recordingId: RecordingId }>(
      `SELECT recording_id AS recordingId, position_ms AS positionMs, watched_ms AS watchedMs, ranges
         FROM recording_watches WHERE user_id = :userId AND recording_id IN (:recordingIds)`,
      { replacements: { userId, recordingIds }, type: QueryTypes.SELECT },
    );
    return new Map(rows.map((row) => [row.recordingId, row]));
  }

  /** Of a row that is locked. */
  async keep(tx: Tx, row: Key & WatchRow): Promise<void> {
    await this.#db.query(
      `UPDATE recording_watches SET position_ms = :positionMs, watched_ms = :watchedMs, ranges = :ranges
        WHERE recording_id = :recordingId AND user_id = :userId`,
      { replacements: { ...row }, type: QueryTypes.UPDATE, transaction: tx },
    );
  }

  /** The most recent first, behind `after`. */
  listViewers(
    recordingId: RecordingId,
    { after, limit }: { after: { lastAt: Date; userId: string } | null; limit: number },
  ): Promise<ViewerRow[]> {
    const behind = after ? 'AND (w.last_at, w.user_id) < (:lastAt, :userId)' : '';
    return this.#db.query<ViewerRow>(
      `SELECT w.user_id AS userId, u.name, w.position_ms AS positionMs, w.watched_ms AS watchedMs, w.ranges,
              w.first_at AS firstAt, w.last_at AS lastAt
         FROM recording_watches w JOIN users u ON u.id = w.user_id
        WHERE w.recording_id = :recordingId ${behind}
        ORDER BY w.last_at DESC, w.user_id DESC LIMIT :limit`,
      { replacements: { recordingId, limit, ...after }, type: QueryTypes.SELECT },
    );
  }
}

const ONE = 'SELECT position_ms AS positionMs, watched_ms AS watchedMs, ranges FROM recording_watches';
