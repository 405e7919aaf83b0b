import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Now } from '@seodang/server-kit/clock';
import type { Brake } from '@seodang/server-kit/governor';
import type { Log } from '@seodang/server-kit/log';
import type { RecordingRow, RecordingTable } from '../recording.model.js';
import { cutKeyOf, cutOf, isTrimmed } from '../recording.view.js';
import type { RecordingStorage } from '../storage/storage.js';
import { runFfmpeg } from './ffmpeg.js';
import { SEGMENT_SEC } from './ladder.rules.js';
import { FILM, filmKey } from './publish.js';
import { storeFolder } from './work.js';

export interface CutDeps {
  readonly recordings: Pick<RecordingTable, 'listNeedingCut' | 'change'>;
  readonly storage: RecordingStorage;
  readonly brake: Brake;
  /** Room to work in. */
  readonly folder: string;
  readonly now: Now;
  readonly log: Log;
}

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

  /** @returns how many were made. Two workers may make the same; one of them is kept. */
  async run(): Promise<number> {
    const rows = await this.#deps.recordings.listNeedingCut();
    for (const row of rows) await this.#cut(row);
    return rows.length;
  }

  stop(): Promise<void> {
    this.#stopped.abort(new Error('the worker stops'));
    return Promise.resolve();
  }

  async #cut(row: RecordingRow): Promise<void> {
    const { recordings, storage, now, log } = this.#deps;
    const { publishedVersion: version } = row;
    if (version !== null && isTrimmed(row)) {
      const key = cutKey(row, version);
      await storage.remove(cutFolder(row, version));
      await this.#make(row, { version, key });
    }
    const done = { needsCut: false, cutKey: cutKeyOf(row) };
    // Trimmed again meanwhile: then it still has to be made.
    const where = 'trim_start_ms <=> :oldStart AND trim_end_ms <=> :oldEnd';
    const old = { oldStart: row.trimStartMs, oldEnd: row.trimEndMs };
    await recordings.change(row.id, done, { where, given: old, now: now() });
    log.info({ recordingId: row.id }, 'download made');
  }

  async #make(row: RecordingRow, { version, key }: { version: number; key: string }): Promise<void> {
    const { storage, brake } = this.#deps;
    const { signal } = this.#stopped;
    const folder = join(this.#deps.folder, `${row.id}-cut`);
    const [film, part] = [join(folder, FILM), join(folder, 'part.mp4')];
    try {
      await mkdir(folder, { recursive: true });
      await pipeline(await storage.read(filmKey(row, version)), createWriteStream(film), { signal });
      await runFfmpeg({ args: argsOf(cutOf(row), film, part), signal, brake });
      await storage.put(key, part);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function argsOf(
  { startMs, endMs }: { startMs: number; endMs: number },
  film: string,
  part: string,
): string[] {
  const gopMs = SEGMENT_SEC * 1000;
  const fromMs = Math.ceil(startMs / gopMs) * gopMs;
  const [from, length] = [fromMs / 1000, Math.max(endMs - fromMs, 500) / 1000];
  const input = ['-v', 'error', '-ss', from.toFixed(3), '-i', film, '-t', length.toFixed(3)];
  return [...input, '-c', 'copy', '-map_metadata', '-1', '-movflags', '+faststart', part];
}

function cutFolder({ id }: RecordingRow, version: number): string {
  return `${storeFolder({ id, version })}/cut`;
}
