import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import type { RecordingFailure } from '@seodang/contracts/recordings';
import type { Brake } from '@seodang/server-kit/governor';
import { newUuid } from '@seodang/server-kit/ids';
import { isStoreAway } from '../../platform/db/store-errors.js';
import type { PipelineStage, RecordingChange, RecordingRow } from '../recording.row.js';
import { Beat } from './beat.js';
import { collect } from './collect.js';
import { toFault } from './fault.js';
import type { Facts } from './ladder.rules.js';
import { Outcome, type OutcomeDeps } from './outcome.js';
import { makePictures, type Pictures } from './pictures.js';
import { publishFilm, publishPictures, publishRendition } from './publish.js';
import { assertAligned, namesOf, planOf, renderPass } from './render.js';
import { verify } from './verify.js';
import { whileLeased, type Run, type WorkDeps } from './work.js';
import type { Rendition } from './work.model.js';

export interface PipelineDeps extends WorkDeps, OutcomeDeps {
  readonly brake: Brake;
  /** Room to work in, on this machine. */
  readonly folder: string;
  /** Recordings that one machine works on at once, in all its processes. */
  readonly most: number;
  /** Hears how long each stage took that was done. */
  readonly onStage?: (stage: PipelineStage, seconds: number) => void;
}

const HOST = hostname().slice(0, 64);

/** What an error of a stage is called when it says nothing itself. */
const OTHERWISE: Readonly<Record<PipelineStage, RecordingFailure>> = {
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
  readonly #outcome: Outcome;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(deps: PipelineDeps) {
    this.#deps = deps;
    this.#outcome = new Outcome(deps);
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
    const work: Run = { row, by, folder, signal: beat.signal, brake, report: beat.report };
    try {
      await mkdir(folder, { recursive: true });
      await this.#runStages(work, beat);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      if (!beat.signal.aborted) await this.#outcome.fail(work, toFault(error, OTHERWISE[beat.stage]));
    } finally {
      beat.stop();
      await table.release(id, by);
    }
  }

  async #runStages(work: Run, beat: Beat): Promise<void> {
    const { row } = work;
    await beat.enter('collect');
    await collect(work, this.#deps);
    await beat.enter('verify');
    const { facts, flaws } = await verify(work);
    const startedAt = facts.startedAtMs === null ? row.nodeStartedAt : new Date(facts.startedAtMs);
    const found = { startedAt, durationMs: facts.durationMs, flaws: flaws.join(',') };
    await this.#keep(work, { ...(isShown(row) ? found : {}), failure: null });
    await beat.enter('render');
    const pictures = await this.#render(work, facts, beat);
    await beat.enter('publish');
    await publishFilm(work, this.#deps);
    await this.#outcome.finish(work, { ...found, facts: JSON.stringify({ ...facts, ...pictures }) });
    beat.leave();
  }

  /** Each pass is public as soon as it is whole: one can watch while the others are made. */
  async #render(work: Run, facts: Facts, beat: Beat): Promise<Pictures> {
    const { table } = this.#deps;
    const { row } = work;
    const made: Rendition[] = [];
    let before = 0;
    let pictures: Pictures = { sprites: null, posterMs: null };
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
      if (nth === 0) pictures = await this.#show(work, facts);
      before += pass.share;
    }
    return pictures;
  }

  /** A rebuild replaces what is shown when all of it is there; the first time, the first part is better than nothing. */
  async #show(work: Run, facts: Facts): Promise<Pictures> {
    const { row } = work;
    const pictures = await makePictures(work, facts);
    await publishPictures(work, this.#deps);
    if (isShown(row))
      await this.#keep(work, {
        facts: JSON.stringify({ ...facts, ...pictures }),
        publishedVersion: row.version,
      });
    return pictures;
  }

  async #keep(work: Run, change: RecordingChange): Promise<void> {
    const { recordings, now } = this.#deps;
    await recordings.change(work.row.id, change, { ...whileLeased(work), now: now() });
  }
}

/** What is found out is told at once, unless an older version is shown that it is not about. */
function isShown({ publishedVersion, version }: RecordingRow): boolean {
  return publishedVersion === null || publishedVersion === version;
}
