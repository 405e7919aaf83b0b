import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type DiskReader, isDiskTrouble } from './disk.js';
import { makeArchive } from './individual.js';
import { Lives } from './lives.js';
import { pause } from './pause.js';
import type { Outcome } from './processing.js';
import type { Recording } from './recording.js';
import type { Shelf } from './shelf.js';
import type { ComposeTake, SharedMachine, Take } from './take.js';
import { readTake } from './take-files.js';

export interface MakerDeps {
  readonly shelf: Shelf;
  readonly compose: ComposeTake;
  readonly machine: SharedMachine;
  readonly disk: DiskReader;
  readonly log: Logger;
  /** How long is waited for a disk that is full before it is looked at again. */
  readonly diskPauseMs: number;
}

const OUTCOME = 'outcome.json';
const StoredOutcome = z.object({
  status: z.literal('ready'),
  sizeBytes: z.number(),
  durationS: z.number(),
  isWhole: z.boolean(),
});
/** Beside what the result takes: for what is made on the way, and so that the disk is never quite full. */
const SPARE_BYTES = 512 * 1024 * 1024;
/** A composing that makes no headway for so long hangs. */
const STALLED_MS = 600_000;
/** So many lives of the node may end in the making of a file without its getting further. */
const MAX_LIVES = 3;

/** Makes the file of a recording from its take. */
export class Maker {
  readonly #deps: MakerDeps;
  readonly #progress = new Map<string, number>();

  constructor(deps: MakerDeps) {
    this.#deps = deps;
  }

  /** How far the making of a file is, 0 to 1; null when it is not being made. */
  progressOf(id: string): number | null {
    return this.#progress.get(id) ?? null;
  }

  /** Whether there is anything of a recording that a file could be made of. */
  async hasMaterial(id: string): Promise<boolean> {
    const take = await readTake(this.#deps.shelf.rawFolder(id));
    return take !== null && hasFiles(take);
  }

  /** What was made of a recording is not to be taken for good. */
  async forget(id: string): Promise<void> {
    await rm(join(this.#deps.shelf.rawFolder(id), OUTCOME), { force: true });
  }

  /**
   * What was made before a crash is not made again. A disk that is full or cannot be written is waited for.
   *
   * @throws {Error} when a tool fails; the signal's reason
   */
  async make(recording: Recording, signal: AbortSignal): Promise<Outcome> {
    for (;;) {
      try {
        return await this.#make(recording, signal);
      } catch (error) {
        if (!isDiskTrouble(error)) throw error;
        this.#deps.log.error({ err: error, recordingId: recording.id }, 'no disk to make a file on');
        await pause(this.#deps.diskPauseMs, signal);
        signal.throwIfAborted();
      }
    }
  }

  async #make(recording: Recording, signal: AbortSignal): Promise<Outcome> {
    const { shelf } = this.#deps;
    const raw = shelf.rawFolder(recording.id);
    const out = join(shelf.folder(recording.id), recording.fileName);
    const earlier = await this.#earlier(raw, out);
    if (earlier) return earlier;
    this.#progress.set(recording.id, 0);
    try {
      const take = await readTake(raw);
      if (!take || !hasFiles(take)) return { status: 'failed' };
      await writeFile(join(raw, 'take.json'), JSON.stringify(take), { mode: 0o600 });
      await this.#untilRoom(raw, signal);
      return await this.#inThisLife(recording, raw, async (lives) => {
        const outcome = await this.#makeOf(take, recording, { raw, out, signal, lives });
        await this.#keep(raw, outcome);
        return outcome;
      });
    } finally {
      this.#progress.delete(recording.id);
    }
  }

  /** What ended the node again and again without getting further would go on doing so: it has failed. */
  async #inThisLife(
    { id: recordingId }: Recording,
    raw: string,
    make: (lives: Lives) => Promise<Outcome>,
  ): Promise<Outcome> {
    const lives = await Lives.begin(raw);
    try {
      if (lives.lost < MAX_LIVES) return await make(lives);
      this.#deps.log.error(
        { recordingId, lost: lives.lost },
        'the node did not outlive the making of a file',
      );
      return { status: 'failed' };
    } finally {
      await lives.end();
    }
  }

  async #makeOf(
    take: Take,
    recording: Recording,
    { raw, out, signal, lives }: { raw: string; out: string; signal: AbortSignal; lives: Lives },
  ): Promise<Outcome> {
    if (recording.isIndividual) {
      const archive = await makeArchive({
        take,
        folder: raw,
        out,
        signal,
        onBroken: this.#onBroken(recording),
      });
      return archive ? { status: 'ready', ...archive } : { status: 'failed' };
    }
    const { sizeBytes, durationS } = await this.#compose(take, raw, out, { id: recording.id, signal, lives });
    if (sizeBytes === 0 || durationS === 0) return { status: 'failed' };
    return { status: 'ready', sizeBytes, durationS, isWhole: false };
  }

  #onBroken({ id: recordingId }: Recording) {
    return (file: string, error: Error) => {
      this.#deps.log.error({ err: error, recordingId, file }, 'left out of the archive');
    };
  }

  async #compose(
    take: Take,
    raw: string,
    out: string,
    job: { id: string; signal: AbortSignal; lives: Lives },
  ) {
    const stall = new AbortController();
    const onStall = () => {
      stall.abort(new Error('Composing made no headway.'));
    };
    let watchdog = setTimeout(onStall, STALLED_MS);
    const onProgress = (share: number) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(onStall, STALLED_MS);
      this.#progress.set(job.id, share);
      job.lives.reached(share).catch((error: unknown) => {
        this.#deps.log.warn({ err: error, recordingId: job.id }, 'headway not kept');
      });
    };
    try {
      const signal = AbortSignal.any([job.signal, stall.signal]);
      return await this.#deps.compose(take, raw, out, { signal, onProgress, machine: this.#deps.machine });
    } finally {
      clearTimeout(watchdog);
    }
  }

  /** Waits until the disk has room for what is to be made of this material. */
  async #untilRoom(raw: string, signal: AbortSignal): Promise<void> {
    const needed = (await sizeOf(raw)) + SPARE_BYTES;
    for (;;) {
      const { freeBytes } = await this.#deps.disk(raw);
      if (freeBytes >= needed) return;
      this.#deps.log.error({ freeBytes, needed }, 'no room to make the file of a recording');
      await pause(this.#deps.diskPauseMs, signal);
      signal.throwIfAborted();
    }
  }

  async #earlier(raw: string, out: string): Promise<Outcome | null> {
    const text = await readFile(join(raw, OUTCOME), 'utf8').catch(() => null);
    const { data } = StoredOutcome.safeParse(text === null ? null : parsed(text));
    const size = await stat(out).then(
      (found) => found.size,
      () => null,
    );
    return data && data.sizeBytes === size ? data : null;
  }

  async #keep(raw: string, outcome: Outcome): Promise<void> {
    if (outcome.status !== 'ready') return;
    await writeFile(join(raw, OUTCOME), JSON.stringify(outcome), { mode: 0o600, flush: true });
  }
}

function hasFiles({ streams }: Take): boolean {
  return streams.some(({ segments }) => segments.length > 0);
}

async function sizeOf(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.mjr'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
