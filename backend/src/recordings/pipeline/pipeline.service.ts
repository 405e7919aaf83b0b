import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import type { RecordingFailure, RecordingFlaw, RecordingStage } from '@seodang/contracts/recordings';
import type { Now } from '@seodang/server-kit/clock';
import type { Brake } from '@seodang/server-kit/governor';
import { newUuid } from '@seodang/server-kit/ids';
import { isStoreAway } from '../../platform/db/store-errors.js';
import type { RecordingTable } from '../recording.model.js';
import { isTrimmed } from '../recording.view.js';
import { collect } from './collect.js';
import { toFault, type StageFault } from './fault.js';
import type { Facts } from './ladder.rules.js';
import { makePictures } from './pictures.js';
import { publishFilm, publishPictures, publishRendition } from './publish.js';
import { assertAligned, namesOf, planOf, renderPass } from './render.js';
import { verify } from './verify.js';
import { storeFolder, type Work, type WorkDeps } from './work.js';
import type { Rendition } from './work.model.js';

export interface PipelineDeps extends WorkDeps {
  readonly recordings: Pick<RecordingTable, 'find' | 'change'>;
  readonly brake: Brake;
  /** Room to work in, on this machine. */
  readonly folder: string;
  /** Recordings that one machine works on at once, in all its processes. */
  readonly most: number;
  /** Hears how long each stage took that was done. */
  readonly onStage?: (stage: RecordingStage, seconds: number) => void;
  readonly now: Now;
}

const HOST = hostname().slice(0, 64);
const ATTEMPTS = 3;
const BEAT_MS = 4_000;
const AGAIN_AFTER_MS = [5_000, 30_000];
const LOOK_FOR_SPACE_MS = 30_000;

/** What an error of a stage is called when it says nothing itself. */
const OTHERWISE: Readonly<Record<RecordingStage, RecordingFailure>> = {
  collect: 'source_missing',
  verify: 'source_unreadable',
  render: 'render_failed',
  publish: 'render_failed',
};

/**
 * Makes of a film from the media server what can be watched. Each stage leaves something behind that the next try finds: a
 * process may be killed between any two lines, and the work goes on there, here or on another machine.
 *
 * @see docs/adr/0036-recording-pipeline.md
 */
export class RecordingPipeline {
  readonly #deps: PipelineDeps;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(deps: PipelineDeps) {
    this.#deps = deps;
  }

  /** What waits to be worked on. */
  listDue(): Promise<RecordingId[]> {
    return this.#deps.table.listDue(this.#deps.now());
  }

  /** Works on a recording until it is ready, has failed, or waits for another try. Somebody else's is left alone. */
  async run(id: RecordingId): Promise<void> {
    const { table, most, now } = this.#deps;
    if (this.#stopped.signal.aborted) return;
    // A lease of one run, not of one process: a job that came twice must not work twice.
    const by = newUuid();
    if (!(await table.lease(id, { by, host: HOST, most, now: now() }))) return;
    const work = this.#work(id, by);
    this.#running.add(work);
    await work.finally(() => this.#running.delete(work));
  }

  /** Ends what runs; another process takes it up at once. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error('the worker stops'));
    await Promise.allSettled(this.#running);
  }

  async #work(id: RecordingId, by: string): Promise<void> {
    const { recordings, brake, table, onStage } = this.#deps;
    const row = await recordings.find(id);
    if (!row) return;
    const beat = new Beat({ id, by, brake, table, onStage, stopped: this.#stopped.signal });
    const folder = join(this.#deps.folder, id);
    const work: Work = { row, folder, signal: beat.signal, brake, report: beat.report };
    try {
      await mkdir(folder, { recursive: true });
      await this.#runStages(work, beat);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      if (!beat.signal.aborted) await this.#fail(work, toFault(error, OTHERWISE[beat.stage]));
    } finally {
      beat.stop();
      await table.release(id, by);
    }
  }

  async #runStages(work: Work, beat: Beat): Promise<void> {
    const { recordings, now, log } = this.#deps;
    const { row } = work;
    await beat.enter('collect');
    await collect(work, this.#deps);
    await beat.enter('verify');
    const { facts, flaws } = await verify(work);
    const startedAt = facts.startedAtMs === null ? row.nodeStartedAt : new Date(facts.startedAtMs);
    await recordings.change(
      row.id,
      { startedAt, durationMs: facts.durationMs, flaws: flaws.join(','), failure: null },
      { now: now() },
    );
    await beat.enter('render');
    await this.#render(work, facts, beat);
    await beat.enter('publish');
    await publishFilm(work, this.#deps);
    await this.#finish(work, flaws.join(','));
    beat.leave();
    log.info({ recordingId: row.id, durationMs: facts.durationMs }, 'recording ready');
  }

  /** Each pass is public as soon as it is whole: one can watch while the others are made. */
  async #render(work: Work, facts: Facts, beat: Beat): Promise<void> {
    const { table, recordings, now } = this.#deps;
    const { row } = work;
    const made: Rendition[] = [];
    let before = 0;
    for (const [nth, pass] of planOf(facts).entries()) {
      const report = (done: number) => {
        beat.report(before + done * pass.share);
      };
      const known = await table.listRenditions(row.id, row.version);
      const names = namesOf(pass);
      const isPublic = names.every((name) => known.some((each) => each.name === name));
      if (isPublic) {
        made.push(...known.filter(({ name }) => names.includes(name)));
      } else {
        const parts = await renderPass(work, { facts, pass, report });
        assertAligned([...made, ...parts.map(({ rendition }) => rendition)]);
        for (const part of parts) {
          await publishRendition(work, part, this.#deps);
          await table.addRendition(row.id, row.version, part.rendition);
          made.push(part.rendition);
        }
      }
      if (nth === 0) await this.#addPictures(work, facts);
      // A rebuild replaces what is shown when all of it is there; the first time, the first part is better than nothing.
      if (nth === 0 && row.publishedVersion === null)
        await recordings.change(row.id, { publishedVersion: row.version }, { now: now() });
      before += pass.share;
    }
  }

  async #addPictures(work: Work, facts: Facts): Promise<void> {
    const { recordings, now } = this.#deps;
    const sprites = await makePictures(work, facts);
    await publishPictures(work, this.#deps);
    await recordings.change(work.row.id, { facts: JSON.stringify({ ...facts, sprites }) }, { now: now() });
  }

  async #finish(work: Work, flaws: string): Promise<void> {
    const { recordings, table, storage, now } = this.#deps;
    const { row, folder } = work;
    const { version } = row;
    const kept = await storage.list(storeFolder(row));
    const sizeBytes = kept.reduce((sum, each) => sum + each.sizeBytes, 0);
    const change = {
      state: 'ready',
      publishedVersion: version,
      dueAt: null,
      failure: null,
      percent: 100,
    } as const;
    const current = (await recordings.find(row.id)) ?? row;
    // Its film has another name now.
    const needsCut = isTrimmed(current) && current.mayDownload === 1;
    await recordings.change(row.id, { ...change, flaws, sizeBytes, needsCut, cutKey: null }, { now: now() });
    await table.removeOtherVersions(row.id, version);
    for (const old of olderThan(version)) await storage.remove(storeFolder({ id: row.id, version: old }));
    await rm(folder, { recursive: true, force: true });
  }

  /** Tries again later, takes what there is, or says why there is nothing. */
  async #fail(work: Work, fault: StageFault): Promise<void> {
    const { recordings, now, log } = this.#deps;
    const { row } = work;
    const { failure, message } = fault;
    log.warn({ err: fault, recordingId: row.id, attempt: row.attempt, failure }, 'stage failed');
    const at = now();
    const failureDetail = message.slice(0, 500);
    const later = (ms: number) => new Date(at.getTime() + ms);
    if (failure === 'no_space') {
      const dueAt = later(LOOK_FOR_SPACE_MS);
      await recordings.change(row.id, { failure, failureDetail, dueAt }, { now: at });
    } else if (row.attempt < ATTEMPTS) {
      const dueAt = later(AGAIN_AFTER_MS[row.attempt - 1] ?? LOOK_FOR_SPACE_MS);
      await recordings.change(row.id, { failureDetail, dueAt, attempt: row.attempt + 1 }, { now: at });
    } else {
      await this.#giveUp(work, { failure, failureDetail });
    }
  }

  /** What is public stays so. The raw film is kept at the media server, for a rebuild. */
  async #giveUp(
    { row, folder }: Work,
    told: { failure: RecordingFailure; failureDetail: string },
  ): Promise<void> {
    const { recordings, now } = this.#deps;
    const current = await recordings.find(row.id);
    const shown = current?.publishedVersion ?? null;
    if (shown === null) {
      await recordings.change(row.id, { state: 'failed', dueAt: null, ...told }, { now: now() });
    } else {
      const { failureDetail } = told;
      const flaws = shown === row.version ? withFlaw(current?.flaws ?? '', 'fewer_renditions') : row.flaws;
      const { startedAt, durationMs } = shown === row.version ? (current ?? row) : row;
      const kept = { state: 'ready', dueAt: null, flaws, failureDetail, startedAt, durationMs } as const;
      await recordings.change(row.id, kept, { now: now() });
      // What was begun of a rebuild is of no use beside the old version, which stays.
      if (shown !== row.version) await this.#forgetVersion(row, shown);
    }
    await rm(folder, { recursive: true, force: true });
  }

  async #forgetVersion(row: Work['row'], shown: number): Promise<void> {
    const { table, storage } = this.#deps;
    await table.removeOtherVersions(row.id, shown);
    await storage.remove(storeFolder(row));
  }
}

interface BeatOptions {
  readonly id: RecordingId;
  readonly by: string;
  readonly brake: Brake;
  readonly table: WorkDeps['table'];
  readonly onStage: PipelineDeps['onStage'];
  readonly stopped: AbortSignal;
}

/** Keeps the lease and tells how far the work is. Without the lease the work ends: it is somebody else's then. */
class Beat {
  stage: RecordingStage = 'collect';
  readonly signal: AbortSignal;
  readonly #options: BeatOptions;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #done = 0;
  #enteredAt: number | null = null;

  constructor(options: BeatOptions) {
    this.#options = options;
    this.signal = AbortSignal.any([this.#lost.signal, options.stopped]);
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
  }

  readonly report = (done: number): void => {
    this.#done = Math.min(1, Math.max(0, done));
  };

  async enter(stage: RecordingStage): Promise<void> {
    this.signal.throwIfAborted();
    this.leave();
    this.#enteredAt = performance.now();
    this.stage = stage;
    this.#done = 0;
    await this.#options.table.enterStage(this.#options.id, stage);
  }

  /** The stage is done. */
  leave(): void {
    if (this.#enteredAt !== null)
      this.#options.onStage?.(this.stage, (performance.now() - this.#enteredAt) / 1000);
    this.#enteredAt = null;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    const { id, by, brake, table } = this.#options;
    const now = { by, percent: Math.round(this.#done * 100), isPaused: brake.isOn };
    // A store that is away for a moment is no loss of the lease; nobody else can take it then either.
    const isOurs = await table.renew(id, now).catch(() => true);
    if (!isOurs) this.#lost.abort(new Error('the lease was lost'));
  }
}

function olderThan(version: number): number[] {
  return Array.from({ length: version - 1 }, (_, nth) => nth + 1);
}

function withFlaw(flaws: string, flaw: RecordingFlaw): string {
  return [...new Set([...flaws.split(',').filter((each) => each !== ''), flaw])].join(',');
}
