import { rm } from 'node:fs/promises';
import type { RecordingFailure, RecordingFlaw } from '@seodang/contracts/recordings';
import type { Now } from '@seodang/server-kit/clock';
import type { RecordingTable } from '../recording.model.js';
import type { RecordingRow } from '../recording.row.js';
import type { StageFault } from './fault.js';
import { storeFolder, whileLeased, type Run, type WorkDeps } from './work.js';
import type { Finished } from './work.model.js';

export interface OutcomeDeps extends Omit<WorkDeps, 'recorder'> {
  readonly recordings: Pick<RecordingTable, 'find' | 'change'>;
  readonly now: Now;
}

const ATTEMPTS = 3;
const AGAIN_AFTER_MS = [5_000, 30_000];
const LOOK_AGAIN_MS = 30_000;

/** What waits for something outside is no failed attempt. */
const WAITS: readonly RecordingFailure[] = ['no_space', 'media_away', 'store_away'];

/** How a run ends. Nothing is written or removed by one that has lost its lease: the work is somebody else's then. */
export class Outcome {
  readonly #deps: OutcomeDeps;

  constructor(deps: OutcomeDeps) {
    this.#deps = deps;
  }

  /** Shows what was made, and forgets what was shown before. */
  async finish(work: Run, made: Omit<Finished, 'sizeBytes'>): Promise<void> {
    const { table, storage, now, log } = this.#deps;
    const { row, by, folder } = work;
    const { id, version } = row;
    const kept = await storage.list(storeFolder(row), work);
    const sizeBytes = kept.reduce((sum, each) => sum + each.sizeBytes, 0);
    const isOurs = await table.finish(row, { by, now: now() }, { ...made, sizeBytes });
    if (!isOurs) return;
    log.info({ recordingId: id, durationMs: made.durationMs }, 'recording ready');
    for (const old of olderThan(version)) await forgetVersion(this.#deps, { id, version: old });
    await rm(folder, { recursive: true, force: true });
  }

  /** Tries again later, takes what there is, or says why there is nothing. */
  async fail(work: Run, fault: StageFault): Promise<void> {
    const { recordings, now, log } = this.#deps;
    const { id, attempt } = work.row;
    const { failure, message } = fault;
    log.warn({ err: fault, recordingId: id, attempt, failure }, 'stage failed');
    const at = now();
    const failureDetail = message.slice(0, 500);
    const later = (ms: number) => new Date(at.getTime() + ms);
    const ours = { ...whileLeased(work), now: at };
    if (WAITS.includes(failure)) {
      await recordings.change(id, { failure, failureDetail, dueAt: later(LOOK_AGAIN_MS) }, ours);
    } else if (attempt < ATTEMPTS) {
      const dueAt = later(AGAIN_AFTER_MS[attempt - 1] ?? LOOK_AGAIN_MS);
      await recordings.change(id, { failureDetail, dueAt, attempt: attempt + 1 }, ours);
    } else {
      await this.#giveUp(work, { failure, failureDetail });
    }
  }

  /** What is public stays so, and its film or the raw one is kept for a rebuild. */
  async #giveUp(work: Run, told: { failure: RecordingFailure; failureDetail: string }): Promise<void> {
    const { recordings, now } = this.#deps;
    const { row, folder } = work;
    const current = await recordings.find(row.id);
    const shown = current?.publishedVersion ?? null;
    const change =
      shown === null
        ? { state: 'failed' as const, ...told }
        : { state: 'ready' as const, failure: null, failureDetail: told.failureDetail };
    const lessThanAll =
      shown === row.version ? { flaws: withFlaw(current?.flaws ?? '', 'fewer_renditions') } : {};
    const ours = { ...whileLeased(work), now: now() };
    if (!(await recordings.change(row.id, { ...change, ...lessThanAll, dueAt: null }, ours))) return;
    // What was begun of a rebuild is of no use beside the old version, which stays.
    if (shown !== null && shown !== row.version) await forgetVersion(this.#deps, row);
    await rm(folder, { recursive: true, force: true });
  }
}

type Kept = Pick<OutcomeDeps, 'table' | 'storage'>;

/** Files first: as long as there are rows of it, somebody will come for what is left. */
async function forgetVersion(
  { table, storage }: Kept,
  { id, version }: Pick<RecordingRow, 'id' | 'version'>,
): Promise<void> {
  await storage.remove(storeFolder({ id, version }));
  await table.removeRenditions(id, version);
}

/** Ends what a killed worker began: versions of which another one took the place go. */
export async function forgetLeftVersions(kept: Kept): Promise<void> {
  for (const left of await kept.table.listLeftVersions()) await forgetVersion(kept, left);
}

function olderThan(version: number): number[] {
  return Array.from({ length: version - 1 }, (_, nth) => nth + 1);
}

function withFlaw(flaws: string, flaw: RecordingFlaw): string {
  return [...new Set([...flaws.split(',').filter((each) => each !== ''), flaw])].join(',');
}
