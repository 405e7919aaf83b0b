import type { RecordingId } from '@seodang/contracts/ids';
import type { RenditionName } from '@seodang/contracts/recordings';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { PipelineStage } from '../recording.row.js';

export interface Rendition {
  readonly name: RenditionName;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  readonly codecs: string;
  /** Milliseconds of each segment, in order. */
  readonly segments: readonly number[];
  readonly sizeBytes: number;
}

export interface LeaseWish {
  /** A run, not a process. */
  readonly by: string;
  /** The machine, and how many it works on at most. */
  readonly host: string;
  readonly most: number;
  readonly now: Date;
}

/** What is known of a version that is whole. */
export interface Finished {
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Names with commas between. */
  readonly flaws: string;
  /** JSON. */
  readonly facts: string;
  readonly sizeBytes: number;
}

const LEASE_SEC = 15;

/** Who works on which recording, how far it is, and what came of it. Leases are measured by the database's clock alone. */
export class WorkTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  /** What could be worked on now, the oldest first. */
  async listDue(now: Date): Promise<RecordingId[]> {
    const rows = await this.#db.query<{ id: RecordingId }>(
      `SELECT id FROM recordings
        WHERE state = 'processing' AND due_at <= :now AND purged_at IS NULL AND deleted_at IS NULL
          AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3))
        ORDER BY due_at LIMIT 20`,
      { replacements: { now }, type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes a recording; false when it is somebody else's, there is nothing to do on it, or its machine has as much to do as it may.
   */
  async lease(id: RecordingId, { by, host, most, now }: LeaseWish): Promise<boolean> {
    const [, changed] = await this.#db.query(
      `UPDATE recordings
          SET lease_by = :by, lease_host = :host, lease_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SEC} SECOND
        WHERE id = :id AND state = 'processing' AND due_at <= :now AND purged_at IS NULL AND deleted_at IS NULL
          AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3))
          AND (SELECT COUNT(*) FROM recordings r
                WHERE r.state = 'processing' AND r.lease_host = :host AND r.lease_until > UTC_TIMESTAMP(3)) < :most`,
      { replacements: { id, by, host, most, now }, type: QueryTypes.UPDATE },
    );
    return changed > 0;
  }

  async release(id: RecordingId, by: string): Promise<void> {
    await this.#db.query(
      'UPDATE recordings SET lease_by = NULL, lease_until = NULL, is_paused = FALSE WHERE id = :id AND lease_by = :by',
      { replacements: { id, by }, type: QueryTypes.UPDATE },
    );
  }

  /** Keeps the lease and tells how far it is; false when the lease was lost. */
  async renew(
    id: RecordingId,
    { by, percent, isPaused }: { by: string; percent: number; isPaused: boolean },
  ): Promise<boolean> {
    const [, changed] = await this.#db.query(
      `UPDATE recordings SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SEC} SECOND, percent = :percent,
              is_paused = :isPaused, updated_at = UTC_TIMESTAMP(3)
        WHERE id = :id AND lease_by = :by AND state = 'processing' AND deleted_at IS NULL AND purged_at IS NULL`,
      { replacements: { id, by, percent, isPaused }, type: QueryTypes.UPDATE },
    );
    return changed > 0;
  }

  /** @returns false when the lease was lost. */
  async enterStage(id: RecordingId, { by, stage }: { by: string; stage: PipelineStage }): Promise<boolean> {
    const ours = `id = :id AND lease_by = :by AND state = 'processing'`;
    const replacements = { id, by, stage };
    await this.#db.query(
      `UPDATE recordings SET percent = IF(stage = :stage, percent, 0), stage = :stage WHERE ${ours}`,
      { replacements, type: QueryTypes.UPDATE },
    );
    // An update counts no row that is as it was.
    const found = await this.#db.query(`SELECT id FROM recordings WHERE ${ours}`, {
      replacements,
      type: QueryTypes.SELECT,
    });
    return found.length > 0;
  }

  /**
   * Shows a version, all of which lies in the store. What is cut of it for downloads is made anew: its film has another name.
   *
   * @returns false when the lease was lost.
   */
  async finish(
    { id, version }: { id: RecordingId; version: number },
    { by, now }: { by: string; now: Date },
    made: Finished,
  ): Promise<boolean> {
    const [, changed] = await this.#db.query(
      `UPDATE recordings
          SET state = 'ready', published_version = version, film_version = version, due_at = NULL, percent = 100,
              failure = NULL, flaws = :flaws, started_at = :startedAt, duration_ms = :durationMs, facts = :facts,
              size_bytes = :sizeBytes, cut_key = NULL, cut_after = NULL, updated_at = :now,
              needs_cut = may_download AND (trim_start_ms IS NOT NULL OR trim_end_ms IS NOT NULL)
        WHERE id = :id AND version = :version AND lease_by = :by AND state = 'processing' AND purged_at IS NULL`,
      { replacements: { ...made, id, version, by, now }, type: QueryTypes.UPDATE },
    );
    return changed > 0;
  }

  /** Those of these that are worked on, or will be. */
  async listInWork(ids: readonly string[]): Promise<RecordingId[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db.query<{ id: RecordingId }>(
      `SELECT id FROM recordings
        WHERE id IN (:ids) AND state = 'processing' AND deleted_at IS NULL AND purged_at IS NULL`,
      { replacements: { ids }, type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  }

  /** How many lessons are live: they go first. */
  async countLive(): Promise<number> {
    const [row] = await this.#db.query<{ live: number }>(
      `SELECT COUNT(*) AS live FROM lessons WHERE state = 'live'`,
      { type: QueryTypes.SELECT },
    );
    return row?.live ?? 0;
  }

  async addRendition(id: RecordingId, version: number, rendition: Rendition): Promise<void> {
    await this.#db.query(
      `REPLACE INTO recording_renditions (recording_id, version, name, width, height, frame_rate, bandwidth,
                                          average_bandwidth, codecs, segments, size_bytes)
       VALUES (:id, :version, :name, :width, :height, :frameRate, :bandwidth, :averageBandwidth, :codecs, :segments,
               :sizeBytes)`,
      {
        replacements: { id, version, ...rendition, segments: rendition.segments.join(' ') },
        type: QueryTypes.INSERT,
      },
    );
  }

  async listRenditions(id: RecordingId, version: number): Promise<Rendition[]> {
    const rows = await this.#db.query<Omit<Rendition, 'segments'> & { segments: string }>(
      `SELECT name, width, height, CAST(frame_rate AS DOUBLE) AS frameRate, bandwidth,
              average_bandwidth AS averageBandwidth, codecs, segments, size_bytes AS sizeBytes
         FROM recording_renditions WHERE recording_id = :id AND version = :version ORDER BY name`,
      { replacements: { id, version }, type: QueryTypes.SELECT },
    );
    return rows.map((row) => ({ ...row, segments: row.segments.split(' ').map(Number) }));
  }

  async removeRenditions(id: RecordingId, version: number): Promise<void> {
    await this.#db.query('DELETE FROM recording_renditions WHERE recording_id = :id AND version = :version', {
      replacements: { id, version },
      type: QueryTypes.DELETE,
    });
  }

  /** Versions that are no more shown, or never were, and on which nobody works: whoever had to remove them was killed. */
  listLeftVersions(): Promise<{ id: RecordingId; version: number }[]> {
    return this.#db.query(
      `SELECT DISTINCT q.recording_id AS id, q.version
         FROM recordings r JOIN recording_renditions q ON q.recording_id = r.id
        WHERE r.state = 'ready' AND r.purged_at IS NULL AND q.version <> r.published_version LIMIT 50`,
      { type: QueryTypes.SELECT },
    );
  }
}
