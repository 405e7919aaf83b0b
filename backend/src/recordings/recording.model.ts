import type { LessonId, RecordingId } from '@seodang/contracts/ids';
import type { RecordingState } from '@seodang/contracts/recordings';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';
import type { Life, NodeReport, NodeStatus } from './node-report.rules.js';
import {
  RECORDING_COLUMNS,
  RECORDING_JOINS,
  type LockedLife,
  type RawFile,
  type RecordingChange,
  type RecordingRow,
} from './recording.row.js';

interface ChangeOptions {
  readonly tx?: Tx;
  /** What has to hold besides, in SQL, with its values. */
  readonly where?: string;
  readonly given?: Readonly<Record<string, unknown>>;
  readonly now: Date;
}

/** Recordings in SQL; what the media server, the pipeline and people know of them. */
export class RecordingTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  async find(id: RecordingId, tx?: Tx): Promise<RecordingRow | null> {
    const [row] = await this.#select('r.id = :id AND r.purged_at IS NULL', { id }, tx);
    return row ?? null;
  }

  async findRunning(lessonId: LessonId): Promise<RecordingRow | null> {
    const where = `r.lesson_id = :lessonId AND r.purged_at IS NULL AND r.state = 'recording'`;
    const [row] = await this.#select(`${where} ORDER BY r.started_at DESC LIMIT 1`, { lessonId });
    return row ?? null;
  }

  /** Recordings that run without their instructor since `before` or longer; whoever came back meanwhile is there. */
  listUnattended(before: Date): Promise<{ id: RecordingId; lessonId: LessonId }[]> {
    return this.#db.query(
      `SELECT r.id, r.lesson_id AS lessonId
         FROM recordings r JOIN lessons l ON l.id = r.lesson_id JOIN courses c ON c.id = l.course_id
        WHERE r.state = 'recording' AND r.purged_at IS NULL AND r.started_at <= :before
          AND NOT EXISTS (SELECT 1 FROM media_connections m
                           WHERE m.lesson_id = r.lesson_id AND m.user_id = c.instructor_id AND m.kind = 'camera'
                             AND m.joined_at IS NOT NULL AND (m.ended_at IS NULL OR m.ended_at > :before))`,
      { replacements: { before }, type: QueryTypes.SELECT },
    );
  }

  /** Of a lesson, the oldest first; deleted ones are left out. */
  listOf(lessonId: LessonId): Promise<RecordingRow[]> {
    const where = 'r.lesson_id = :lessonId AND r.purged_at IS NULL AND r.deleted_at IS NULL';
    return this.#select(`${where} ORDER BY r.started_at, r.id`, { lessonId });
  }

  /** What is known of a recording at the media server; its row is locked. */
  async lockLife(tx: Tx, { nodeId, startedAt }: NodeReport): Promise<LockedLife | null> {
    const [life] = await this.#db.query<LockedLife>(
      `SELECT id, node_status AS nodeStatus, state, stopped_at AS stoppedAt, stop_reason AS stopReason,
              asked_stop AS askedStop, asked_stop_by AS askedStopBy, failure, node_size AS nodeSize, node_duration_ms AS nodeDurationMs
         FROM recordings WHERE node_id = :nodeId AND node_started_at = :startedAt FOR UPDATE`,
      { replacements: { nodeId, startedAt }, type: QueryTypes.SELECT, transaction: tx },
    );
    return life ?? null;
  }

  /** A recording that was not heard of before; false when another process was first, or there is no such lesson. */
  async add(tx: Tx, life: Life, { report, now }: { report: NodeReport; now: Date }): Promise<boolean> {
    const { nodeId, startedAt, lessonId } = report;
    const [, added] = await this.#db.query(
      `INSERT IGNORE INTO recordings (id, lesson_id, title, node_id, node_started_at, node_status, node_seen_at, state,
                                      started_at, created_at, updated_at)
       SELECT :id, l.id, l.title, :nodeId, :startedAt, :nodeStatus, :now, :state, :startedAt, :now, :now
         FROM lessons l WHERE l.id = :lessonId`,
      {
        replacements: { ...life, nodeId, startedAt, lessonId, now },
        type: QueryTypes.INSERT,
        transaction: tx,
      },
    );
    return added === 1;
  }

  /** @param begins The work on it is due from now on. */
  async keepLife(tx: Tx, life: Life, { begins, now }: { begins: boolean; now: Date }): Promise<void> {
    await this.#db.query(
      `UPDATE recordings SET node_status = :nodeStatus, state = :state, stopped_at = :stoppedAt, stop_reason = :stopReason,
              failure = :failure, node_size = :nodeSize, node_duration_ms = :nodeDurationMs, updated_at = :now
              ${begins ? ", due_at = :now, stage = 'collect', percent = 0, attempt = 1" : ''}
        WHERE id = :id`,
      { replacements: { ...life, now }, type: QueryTypes.UPDATE, transaction: tx },
    );
  }

  /** @returns false when there is no such row, or `where` does not hold. */
  async change(
    id: RecordingId,
    change: RecordingChange,
    { tx, where = 'TRUE', given = {}, now }: ChangeOptions,
  ): Promise<boolean> {
    const keys = Object.keys(change);
    const sets = keys.map((key) => `${key.replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`)} = :${key}`);
    const [, changed] = await this.#db.query(
      `UPDATE recordings SET ${[...sets, 'updated_at = :now'].join(', ')} WHERE id = :id AND ${where}`,
      { replacements: { ...given, ...change, id, now }, type: QueryTypes.UPDATE, transaction: tx ?? null },
    );
    return changed > 0;
  }

  /** Which of these the media server's list still calls as we do: what changed there meanwhile was not told. */
  listStatuses(
    nodeIds: readonly string[],
  ): Promise<{ nodeId: string; startedAt: Date; status: NodeStatus }[]> {
    if (nodeIds.length === 0) return Promise.resolve([]);
    return this.#db.query(
      `SELECT node_id AS nodeId, node_started_at AS startedAt, node_status AS status
         FROM recordings WHERE node_id IN (:nodeIds)`,
      { replacements: { nodeIds }, type: QueryTypes.SELECT },
    );
  }

  /** Those that the media server has in hand, as far as we know. */
  listWithNode(): Promise<
    { id: RecordingId; lessonId: LessonId; nodeId: string; startedAt: Date; seenAt: Date }[]
  > {
    return this.#db.query(
      `SELECT id, lesson_id AS lessonId, node_id AS nodeId, node_started_at AS startedAt, node_seen_at AS seenAt
         FROM recordings WHERE state IN ('recording', 'processing') AND node_status IN ('started', 'stopped')`,
      { type: QueryTypes.SELECT },
    );
  }

  async noteSeen(ids: readonly RecordingId[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.#db.query('UPDATE recordings SET node_seen_at = :now WHERE id IN (:ids)', {
      replacements: { ids, now },
      type: QueryTypes.UPDATE,
    });
  }

  /** How much of a film the media server has made, 0 to 1. */
  async noteComposed(
    { nodeId, startedAt }: Pick<NodeReport, 'nodeId' | 'startedAt'>,
    part: number,
  ): Promise<void> {
    await this.#db.query(
      `UPDATE recordings SET percent = :percent
        WHERE node_id = :nodeId AND node_started_at = :startedAt AND node_status = 'stopped' AND state = 'processing'`,
      { replacements: { nodeId, startedAt, percent: Math.round(part * 100) }, type: QueryTypes.UPDATE },
    );
  }

  /** Raw files that have to go: what was made of them is safe, the recording was deleted for good, or nobody tried it again. */
  listUnneededRaw(failedBefore: Date): Promise<RawFile[]> {
    return this.#db.query(
      `SELECT id, lesson_id AS lessonId, node_id AS nodeId, node_started_at AS startedAt FROM recordings
        WHERE has_raw = TRUE AND (purged_at IS NOT NULL OR (state = 'ready' AND film_version IS NOT NULL)
                                  OR (state = 'failed' AND updated_at < :failedBefore))
        LIMIT 50`,
      { replacements: { failedBefore }, type: QueryTypes.SELECT },
    );
  }

  /** Those of which a part has to be cut for downloads, and can be. */
  listNeedingCut(now: Date): Promise<RecordingRow[]> {
    return this.#select(
      `r.needs_cut = TRUE AND r.state = 'ready' AND r.film_version = r.published_version
        AND (r.cut_after IS NULL OR r.cut_after <= :now) AND r.deleted_at IS NULL AND r.purged_at IS NULL
        ORDER BY r.cut_after, r.id LIMIT 5`,
      { now },
    );
  }

  /** Takes one of them until then; false when it is somebody else's. */
  claimCut(id: RecordingId, { now, until }: { now: Date; until: Date }): Promise<boolean> {
    const where = 'needs_cut = TRUE AND (cut_after IS NULL OR cut_after <= :now)';
    return this.change(id, { cutAfter: until }, { where, now });
  }

  /** How many there are in each state. */
  countByState(): Promise<{ state: RecordingState; rows: number }[]> {
    return this.#db.query(
      'SELECT state, COUNT(*) AS `rows` FROM recordings WHERE purged_at IS NULL GROUP BY state',
      { type: QueryTypes.SELECT },
    );
  }

  #select(where: string, replacements: Record<string, unknown>, tx?: Tx): Promise<RecordingRow[]> {
    return this.#db.query<RecordingRow>(
      `SELECT ${RECORDING_COLUMNS} FROM ${RECORDING_JOINS} WHERE ${where}`,
      { replacements, type: QueryTypes.SELECT, transaction: tx ?? null },
    );
  }
}
