import type { RecordingId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../../platform/db/transaction.js';
import type { Cue } from './captions.rules.js';

/** Captions by language. They are small, and written anew for each cut, so they are kept in SQL. */
export class CaptionTable {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  list(recordingId: RecordingId, tx?: Tx): Promise<{ lang: string; cues: number }[]> {
    return this.#db.query(
      'SELECT lang, cues FROM recording_captions WHERE recording_id = :recordingId ORDER BY lang',
      { replacements: { recordingId }, type: QueryTypes.SELECT, transaction: tx ?? null },
    );
  }

  async read(recordingId: RecordingId, lang: string): Promise<Cue[] | null> {
    const [row] = await this.#db.query<{ body: string }>(
      'SELECT body FROM recording_captions WHERE recording_id = :recordingId AND lang = :lang',
      { replacements: { recordingId, lang }, type: QueryTypes.SELECT },
    );
    return row ? (JSON.parse(row.body) as Cue[]) : null;
  }

  async keep(
    tx: Tx,
    {
      recordingId,
      lang,
      cues,
      at,
    }: { recordingId: RecordingId; lang: string; cues: readonly Cue[]; at: Date },
  ): Promise<void> {
    await this.#db.query(
      `REPLACE INTO recording_captions (recording_id, lang, cues, body, updated_at)
       VALUES (:recordingId, :lang, :count, :body, :at)`,
      {
        replacements: { recordingId, lang, count: cues.length, body: JSON.stringify(cues), at },
        type: QueryTypes.INSERT,
        transaction: tx,
      },
    );
  }

  /** False when there were none. */
  async remove(tx: Tx, recordingId: RecordingId, lang: string): Promise<boolean> {
    const removed = await this.#db.query(
      'DELETE FROM recording_captions WHERE recording_id = :recordingId AND lang = :lang',
      { replacements: { recordingId, lang }, type: QueryTypes.BULKDELETE, transaction: tx },
    );
    return removed > 0;
  }
}
