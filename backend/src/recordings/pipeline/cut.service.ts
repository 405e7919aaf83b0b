import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Now } from '@seodang/server-kit/clock';
import type { Brake } from '@seodang/server-kit/governor';
import type { Log } from '@seodang/server-kit/log';
import type { RecordingTable } from '../recording.model.js';
import type { RecordingRow } from '../recording.row.js';
import { cutKeyOf, cutOf, isTrimmed } from '../recording.view.js';
import { StorageAway, type RecordingStorage } from '../storage/storage.js';
import { runFfmpeg } from './ffmpeg.js';
import { filmInput } from './film-input.rules.js';
import { SEGMENT_SEC } from './ladder.rules.js';
import { FILM, filmKey } from './publish.js';
import { storeFolder } from './work.js';

export interface CutDeps {
  readonly recordings: Pick<RecordingTable, 'listNeedingCut' | 'claimCut' | 'change'>;
  readonly storage: RecordingStorage;
  readonly brake: Brake;
  /** Room to work in. */
  readonly folder: string;
  readonly now: Now;
  readonly log: Log;
}

/** Nobody else makes one for so long, also when it could not be made. */
const CLAIM_MS = 600_000;
const AWAY_MS = 60_000;

/** Where the part lies that may be downloaded. */
export function cutKey(row: RecordingRow, version: number): string {
  return `${cutFolder(row, version)}/${cutKeyOf(row)}/${FILM}`;
}

/**
 * Makes what may be downloaded of trimmed recordings, without encoding: it begins with the first keyframe after the trim, so that
 * nothing of what was trimmed off is in the file, not even hidden.
 */
export class DownloadCutter {
  readonly #deps: CutDeps;
  readonly #stopped = new AbortController();

  constructor(deps: CutDeps) {
    this.#deps = deps;
  }

  /** @returns how many were made. One that cannot be made keeps no other back, and waits a while. */
  async run(): Promise<number> {
    const { recordings, now } = this.#deps;
    let made = 0;
    for (const row of await recordings.listNeedingCut(now())) {
      this.#stopped.signal.throwIfAborted();
      const isOurs = await recordings.claimCut(row.id, { now: now(), until: this.#later(CLAIM_MS) });
      if (isOurs && (await this.#tryToCut(row))) made += 1;
    }
    return made;
  }

  stop(): Promise<void> {
    this.#stopped.abort(new Error('the worker stops'));
    return Promise.resolve();
  }

  async #tryToCut(row: RecordingRow): Promise<boolean> {
    const { recordings, now, log } = this.#deps;
    const { signal } = this.#stopped;
    try {
      await this.#cut(row);
      return true;
    } catch (error) {
      // What is as it was is another worker's at once.
      if (signal.aborted) await recordings.change(row.id, { cutAfter: null }, { now: now() });
      signal.throwIfAborted();
      log.warn({ err: error, recordingId: row.id }, 'download could not be made');
      if (error instanceof StorageAway)
        await recordings.change(
          row.id,
          { cutAfter: this.#later(AWAY_MS) },
          { ...stillTrimmed(row), now: now() },
        );
      return false;
    }
  }

  #later(ms: number): Date {
    return new Date(this.#deps.now().getTime() + ms);
  }

  async #cut(row: RecordingRow): Promise<void> {
    const { recordings, storage, now, log } = this.#deps;
    const { publishedVersion: version } = row;
    if (version !== null && isTrimmed(row)) {
      const key = cutKey(row, version);
      await storage.remove(cutFolder(row, version));
      await this.#make(row, { version, key });
    }
    const done = { needsCut: false, cutAfter: null, cutKey: cutKeyOf(row) };
    await recordings.change(row.id, done, { ...stillTrimmed(row), now: now() });
    log.info({ recordingId: row.id }, 'download made');
  }

  async #make(row: RecordingRow, { version, key }: { version: number; key: string }): Promise<void> {
    const { storage, brake } = this.#deps;
    const { signal } = this.#stopped;
    await mkdir(this.#deps.folder, { recursive: true });
    const folder = await mkdtemp(join(this.#deps.folder, `${row.id}-cut-`));
    const [film, part] = [join(folder, FILM), join(folder, 'part.mp4')];
    try {
      const whole = await storage.read(filmKey(row, version), { signal });
      await pipeline(whole, createWriteStream(film), { signal });
      await runFfmpeg({ args: argsOf(cutOf(row), film, part), signal, brake });
      await storage.put(key, part, { signal });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Trimmed again meanwhile, it still has to be made, at once. */
function stillTrimmed({ trimStartMs, trimEndMs }: RecordingRow) {
  const where = 'trim_start_ms <=> :oldStart AND trim_end_ms <=> :oldEnd';
  return { where, given: { oldStart: trimStartMs, oldEnd: trimEndMs } };
}

function argsOf(
  { startMs, endMs }: { startMs: number; endMs: number },
  film: string,
  part: string,
): string[] {
  const gopMs = SEGMENT_SEC * 1000;
  const fromMs = Math.ceil(startMs / gopMs) * gopMs;
  const [from, length] = [fromMs / 1000, Math.max(endMs - fromMs, 500) / 1000];
  const input = ['-v', 'error', '-ss', from.toFixed(3), ...filmInput(film), '-t', length.toFixed(3)];
  return [...input, '-c', 'copy', '-map_metadata', '-1', '-movflags', '+faststart', part];
}

function cutFolder({ id }: RecordingRow, version: number): string {
  return `${storeFolder({ id, version })}/cut`;
}
