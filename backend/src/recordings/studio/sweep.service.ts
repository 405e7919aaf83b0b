import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import type { Log } from '@seodang/server-kit/log';
import type { InTransaction } from '../../platform/db/transaction.js';
import type { Deed, RecordingLedger } from '../ledger.model.js';
import type { RecordingChange, RecordingRow, RecordingTable } from '../recording.model.js';
import { RESTORABLE_DAYS } from '../recording.view.js';
import type { RecordingStorage } from '../storage/storage.js';
import type { StudioTable } from './studio.model.js';

export interface SweepDeps {
  readonly recordings: RecordingTable;
  readonly studio: StudioTable;
  readonly storage: Pick<RecordingStorage, 'remove'>;
  readonly ledger: RecordingLedger;
  readonly inTransaction: InTransaction;
  /** Where the pipeline works. */
  readonly folder: string;
  readonly now: Now;
  readonly log: Log;
}

const DAY_MS = 24 * 3_600_000;

/** Deletes what has reached its date, and makes deletions final that nobody took back. */
export class RecordingSweep {
  readonly #deps: SweepDeps;

  constructor(deps: SweepDeps) {
    this.#deps = deps;
  }

  /** @returns how many were deleted, and how many are gone for good. */
  async run(): Promise<{ deleted: number; purged: number }> {
    const { studio, now } = this.#deps;
    const expired = await studio.listExpired(now());
    for (const id of expired) await this.#note(id, 'deleted', { deletedAt: now() });
    const before = new Date(now().getTime() - RESTORABLE_DAYS * DAY_MS);
    const old = await studio.listDeletedBefore(before);
    for (const id of old) await this.#purge(id);
    return { deleted: expired.length, purged: old.length };
  }

  /** Files first: a row that is gone could not name them any more. */
  async #purge(id: RecordingId): Promise<void> {
    const { studio, storage, folder, now, log } = this.#deps;
    await storage.remove(id);
    await rm(join(folder, id), { recursive: true, force: true });
    await studio.clear(id);
    const nothing = {
      title: '',
      facts: null,
      chapters: null,
      publishedVersion: null,
      filmVersion: null,
      shareKey: null,
      dueAt: null,
    };
    await this.#note(id, 'purged', { ...nothing, purgedAt: now() });
    log.info({ recordingId: id }, 'recording deleted for good');
  }

  async #note(id: RecordingId, deed: Deed, change: RecordingChange): Promise<void> {
    const { recordings, ledger, inTransaction, now } = this.#deps;
    await inTransaction(async (tx) => {
      const row: RecordingRow | null = await recordings.find(id, tx);
      if (!row) return;
      await recordings.change(id, change, { tx, now: now() });
      await ledger.write(tx, { recordingId: id, lessonId: row.lessonId, userId: null, deed, at: now() });
    });
  }
}
