import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import type { Now } from '@seodang/server-kit/clock';
import type { Log } from '@seodang/server-kit/log';
import type { InTransaction } from '../../platform/db/transaction.js';
import type { Deed, RecordingLedger } from '../ledger.model.js';
import type { RecordingTable } from '../recording.model.js';
import type { RecordingChange } from '../recording.row.js';
import { RESTORABLE_DAYS } from '../recording.view.js';
import type { RecordingStorage } from '../storage/storage.js';
import { DELETED, EXPIRED, type StudioTable } from './studio.model.js';

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

const NOTHING = {
  title: '',
  facts: null,
  chapters: null,
  publishedVersion: null,
  filmVersion: null,
  shareKey: null,
  dueAt: null,
} as const;

/** Deletes what has reached its date, and makes deletions final that nobody took back. */
export class RecordingSweep {
  readonly #deps: SweepDeps;

  constructor(deps: SweepDeps) {
    this.#deps = deps;
  }

  /** @returns how many were deleted, and how many are gone for good. */
  async run(): Promise<{ deleted: number; purged: number }> {
    const { studio, now } = this.#deps;
    const [at, before] = [now(), new Date(now().getTime() - RESTORABLE_DAYS * DAY_MS)];
    let [deleted, purged] = [0, 0];
    for (const id of await studio.listExpired(at))
      deleted += await this.#do(id, 'deleted', { change: { deletedAt: at }, where: EXPIRED, by: at });
    for (const id of await studio.listDeletedBefore(before))
      purged += await this.#do(id, 'purged', {
        change: { ...NOTHING, purgedAt: at },
        where: DELETED,
        by: before,
      });
    for (const id of await studio.listPurged()) await this.#removeFiles(id);
    return { deleted, purged };
  }

  /** After nobody can take it back any more; the row says so until all of it is gone. */
  async #removeFiles(id: RecordingId): Promise<void> {
    const { studio, recordings, storage, folder, now, log } = this.#deps;
    await storage.remove(id);
    await rm(join(folder, id), { recursive: true, force: true });
    await studio.clear(id);
    await recordings.change(id, { hasFiles: false }, { now: now() });
    log.info({ recordingId: id }, 'recording deleted for good');
  }

  /** Only what still is as it was listed: its people may have changed it meanwhile. @returns how many: one or none. */
  async #do(id: RecordingId, deed: Deed, { change, where, by }: Wish): Promise<number> {
    const { recordings, ledger, inTransaction, now } = this.#deps;
    return inTransaction(async (tx) => {
      const row = await recordings.find(id, tx);
      if (!row || !(await recordings.change(id, change, { tx, where, given: { by }, now: now() }))) return 0;
      await ledger.write(tx, { recordingId: id, lessonId: row.lessonId, userId: null, deed, at: now() });
      return 1;
    });
  }
}

interface Wish {
  readonly change: RecordingChange;
  readonly where: string;
  readonly by: Date;
}
