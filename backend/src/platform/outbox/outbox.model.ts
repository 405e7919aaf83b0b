import type { LessonId } from '@seodang/contracts/ids';
import { LessonEvent, type LessonEventEnvelope } from '@seodang/contracts/live/lesson-events';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../db/transaction.js';

/** One event with its place in the whole table. */
export interface OutboxEntry {
  readonly id: number;
  readonly envelope: LessonEventEnvelope;
}

interface OutboxRow {
  readonly id: number;
  readonly lessonId: LessonId;
  readonly seq: number;
  readonly at: Date;
  readonly event: string;
}

const COLUMNS = 'id, lesson_id AS lessonId, seq, at, event';
/** How long what was told can be told again, if Redis lost it. */
const AGAIN_WITHIN_MIN = 10;

/** The tables of the outbox. */
export class OutboxTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  /**
   * Takes a lesson's next number and writes what happened under it.
   *
   * @param tx Holds the lock of the lesson's row, or of its position from here on: who comes second waits, so that numbers are
   * committed in their order.
   */
  async add(
    tx: Tx,
    { lessonId, at, event }: Pick<LessonEventEnvelope, 'lessonId' | 'event'> & { at: Date },
  ): Promise<void> {
    await this.#db.query(
      `INSERT INTO outbox_positions (lesson_id, seq) VALUES (:lessonId, 1) ON DUPLICATE KEY UPDATE seq = seq + 1`,
      { replacements: { lessonId }, transaction: tx },
    );
    await this.#db.query(
      `INSERT INTO outbox (lesson_id, seq, at, event)
       SELECT p.lesson_id, p.seq, :at, :event FROM outbox_positions p WHERE p.lesson_id = :lessonId`,
      { replacements: { lessonId, at, event: JSON.stringify(event) }, transaction: tx },
    );
  }

  /** What has not been told yet, in order. */
  listWaiting(limit: number): Promise<OutboxEntry[]> {
    return this.#list(`SELECT ${COLUMNS} FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT :limit`, {
      limit,
    });
  }

  /** What was told lately, after an entry, in order. */
  listTold(afterId: number, limit: number): Promise<OutboxEntry[]> {
    return this.#list(
      `SELECT ${COLUMNS} FROM outbox
        WHERE relayed_at > UTC_TIMESTAMP(3) - INTERVAL ${AGAIN_WITHIN_MIN} MINUTE AND id > :afterId
        ORDER BY id LIMIT :limit`,
      { afterId, limit },
    );
  }

  /** The last entry that was told lately; 0 when there is none. */
  async lastTold(): Promise<number> {
    const [row] = await this.#db.query<{ id: number | null }>(
      `SELECT MAX(id) AS id FROM outbox WHERE relayed_at > UTC_TIMESTAMP(3) - INTERVAL ${AGAIN_WITHIN_MIN} MINUTE`,
      { type: QueryTypes.SELECT },
    );
    return row?.id ?? 0;
  }

  async markTold(ids: readonly number[]): Promise<void> {
    await this.#db.query('UPDATE outbox SET relayed_at = UTC_TIMESTAMP(3) WHERE id IN (:ids)', {
      replacements: { ids },
      type: QueryTypes.UPDATE,
    });
  }

  /** Forgets what was told a day ago. */
  removeOld(): Promise<number> {
    return this.#db.query(
      'DELETE FROM outbox WHERE relayed_at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY LIMIT 5000',
      { type: QueryTypes.BULKDELETE },
    );
  }

  async #list(sql: string, replacements: Record<string, number>): Promise<OutboxEntry[]> {
    const rows = await this.#db.query<OutboxRow>(sql, { replacements, type: QueryTypes.SELECT });
    return rows.map(({ id, lessonId, seq, at, event }) => ({
      id,
      envelope: { lessonId, seq, at: at.toISOString(), event: LessonEvent.parse(JSON.parse(event)) },
    }));
  }
}
