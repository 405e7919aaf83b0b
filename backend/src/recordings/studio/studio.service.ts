import { randomBytes } from 'node:crypto';
import type { RecordingId, UserId } from '@seodang/contracts/ids';
import type {
  RecordingPage,
  RecordingView,
  RecordingViewerPage,
  RemoveRecording,
  StudioRecordingsQuery,
  Trim,
  UpdateRecording,
} from '@seodang/contracts/recordings';
import {
  MOST_CAPTIONS,
  type Captions,
  type Chapter,
  type ChapterList,
  type SetChapters,
} from '@seodang/contracts/replay';
import type { PageQuery } from '@seodang/contracts/paging';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Log } from '@seodang/server-kit/log';
import { z } from 'zod';
import { fromCursor, toCursor } from '../../platform/db/paging.js';
import type { InTransaction } from '../../platform/db/transaction.js';
import { given } from '../../platform/given.js';
import type { Actor } from '../../platform/http/actor.js';
import type { Deed, RecordingLedger } from '../ledger.model.js';
import type { Recorder } from '../recorder.js';
import type { RecordingTable } from '../recording.model.js';
import type { RecordingChange, RecordingRow } from '../recording.row.js';
import { cutOf, isTrimmed, mayRebuild, needsFilm, toRecordingView } from '../recording.view.js';
import { personOf, type ReplayAccess } from '../replay/access.service.js';
import type { CaptionTable } from '../replay/caption.model.js';
import { languageName, readCaptions } from '../replay/captions.rules.js';
import { rangesFromText, watchedPercent } from '../replay/progress.rules.js';
import type { ReplayService } from '../replay/replay.service.js';
import type { WatchTable } from '../replay/watch.model.js';
import type { StudioTable } from './studio.model.js';

export interface StudioDeps {
  readonly recordings: RecordingTable;
  readonly studio: StudioTable;
  readonly access: ReplayAccess;
  readonly replay: Pick<ReplayService, 'posterOf'>;
  readonly watches: WatchTable;
  readonly captions: CaptionTable;
  readonly recorder: Pick<Recorder, 'remake'>;
  readonly ledger: RecordingLedger;
  readonly inTransaction: InTransaction;
  /** There is work on a recording again. It may fail: the sweep looks by itself. */
  readonly onReady: (id: RecordingId) => Promise<void>;
  readonly now: Now;
  readonly log: Log;
}

const Place = z.tuple([z.int(), z.uuid()]);
/** What is left has to be worth watching. */
const SHORTEST_MS = 1_000;

const BEGUN = { state: 'processing', stage: 'collect', percent: 0, attempt: 1, failure: null } as const;

/** What the media server told of the film before is not true of the next. */
const NO_FILM_YET = { nodeStatus: 'stopped', nodeSize: null, nodeDurationMs: null, dueAt: null } as const;

/** What instructors and operators do with recordings. Every deed is written into the ledger. */
export class RecordingStudio {
  readonly #deps: StudioDeps;

  constructor(deps: StudioDeps) {
    this.#deps = deps;
  }

  /** Of the courses that one leads. */
  listOwn(actor: Actor, query: StudioRecordingsQuery): Promise<RecordingPage> {
    return this.#list(actor, { ...query, instructorId: actor.userId });
  }

  /** Of everybody, for operators. */
  listAll(actor: Actor, query: StudioRecordingsQuery): Promise<RecordingPage> {
    return this.#list(actor, { ...query, instructorId: null });
  }

  /** Also a deleted one. @throws {AppError} `recording.not_found`, `auth.forbidden` */
  async get(actor: Actor, id: RecordingId): Promise<RecordingView> {
    return this.view(actor, await this.#deps.access.getManaged(actor, id));
  }

  view(actor: Actor, row: RecordingRow): RecordingView {
    const viewer = personOf(actor);
    const poster = row.deletedAt ? null : this.#deps.replay.posterOf(row, { viewer, part: 'instructor' });
    return toRecordingView(row, poster);
  }

  /** @throws {AppError} `recording.not_found`, `auth.forbidden`, `request.invalid` for a date that is over */
  async change(actor: Actor, id: RecordingId, wish: UpdateRecording): Promise<RecordingView> {
    const row = await this.#deps.access.getManaged(actor, id);
    const { retainUntil, visibility, ...rest } = given(wish);
    const until = typeof retainUntil === 'string' ? new Date(retainUntil) : retainUntil;
    if (until && until <= this.#deps.now())
      throw new AppError('request.invalid', {
        errors: [{ path: 'retainUntil', message: 'lies in the past' }],
      });
    const change: RecordingChange = {
      ...rest,
      ...(until === undefined ? {} : { retainUntil: until }),
      ...(visibility === undefined ? {} : { visibility, shareKey: shareKeyFor(row, visibility) }),
      ...(rest.mayDownload === true ? { needsCut: isTrimmed(row), cutAfter: null } : {}),
    };
    return this.#do(actor, row, { deed: 'changed', change, detail: JSON.stringify(wish) });
  }

  /** @throws {AppError} `recording.not_found`, `auth.forbidden`, `recording.not_ready`, `recording.trim_invalid` */
  async trim(actor: Actor, id: RecordingId, { startMs, endMs }: Trim): Promise<RecordingView> {
    const row = await this.#deps.access.getManaged(actor, id);
    if (row.durationMs === null) throw new AppError('recording.not_ready');
    const [start, end] = [startMs ?? 0, endMs ?? row.durationMs];
    if (end > row.durationMs || end - start < SHORTEST_MS) throw new AppError('recording.trim_invalid');
    const trimStartMs = start === 0 ? null : start;
    const trimEndMs = end === row.durationMs ? null : end;
    return this.#do(actor, row, {
      deed: 'trimmed',
      change: {
        trimStartMs,
        trimEndMs,
        needsCut: isTrimmed({ trimStartMs, trimEndMs }) && row.mayDownload === 1,
        cutAfter: null,
      },
      detail: `${start}-${end}`,
    });
  }

  /** Nobody can watch it from now on; it can be taken back for some days. Who asked and why is in the ledger. @throws {AppError} `recording.not_found`, `auth.forbidden`, `recording.in_work` */
  async remove(actor: Actor, id: RecordingId, { reason }: RemoveRecording): Promise<RecordingView> {
    const row = await this.#deps.access.getManaged(actor, id);
    if (row.deletedAt) return this.view(actor, row);
    if (row.state === 'recording') throw new AppError('recording.in_work');
    const change = { deletedAt: this.#deps.now() };
    return this.#do(actor, row, { deed: 'deleted', change, detail: reason });
  }

  /** @throws {AppError} `recording.not_found`, `auth.forbidden` */
  async restore(actor: Actor, id: RecordingId): Promise<RecordingView> {
    const row = await this.#deps.access.getManaged(actor, id);
    if (!row.deletedAt) return this.view(actor, row);
    const isOver = row.retainUntil !== null && row.retainUntil <= this.#deps.now();
    return this.#do(actor, row, {
      deed: 'restored',
      // Else the next sweep would take it again.
      change: { deletedAt: null, ...(isOver ? { retainUntil: null } : {}) },
    });
  }

  /**
   * Makes everything anew from the film; has the film made first when there is none.
   *
   * @throws {AppError} `recording.not_found`, `auth.forbidden`, `recording.in_work`, `recording.source_gone`, `media.unavailable`
   */
  async rebuild(actor: Actor, id: RecordingId): Promise<RecordingView> {
    const { access, onReady, now, log } = this.#deps;
    const row = await access.getManaged(actor, id);
    if (row.state === 'recording' || row.state === 'processing') throw new AppError('recording.in_work');
    if (!mayRebuild(row)) throw new AppError('recording.source_gone');
    const remade = needsFilm(row) ? await this.#remake(actor, row) : null;
    if (remade) return remade;
    const version = row.publishedVersion === null ? row.version : row.version + 1;
    const view = await this.#do(actor, row, { deed: 'rebuilt', change: { ...BEGUN, version, dueAt: now() } });
    await onReady(id).catch((error: unknown) => {
      log.debug({ err: error, recordingId: id }, 'a recording is left to the sweep');
    });
    return view;
  }

  /** The media server is asked first: what it says of the film afterwards goes on from either state of the row. */
  async #remake(actor: Actor, row: RecordingRow): Promise<RecordingView | null> {
    const { recorder, recordings, now } = this.#deps;
    if (await recorder.remake(row.nodeId))
      return this.#do(actor, row, { deed: 'rebuilt', change: { ...BEGUN, ...NO_FILM_YET } });
    // What film there is has to do.
    if (row.nodeStatus === 'ready') return null;
    await recordings.change(row.id, { hasRaw: false }, { now: now() });
    throw new AppError('recording.source_gone');
  }

  /** @throws {AppError} `recording.not_found`, `auth.forbidden`, `recording.chapters_invalid` */
  async setChapters(actor: Actor, id: RecordingId, { chapters }: SetChapters): Promise<ChapterList> {
    const row = await this.#deps.access.getManaged(actor, id);
    const sorted = chapters.toSorted((a, b) => a.atMs - b.atMs);
    const isInOrder = sorted.every(
      ({ atMs }, nth) => nth === 0 || atMs - (sorted[nth - 1]?.atMs ?? 0) >= 1_000,
    );
    if (!isInOrder || (sorted.at(-1)?.atMs ?? 0) >= (row.durationMs ?? Infinity))
      throw new AppError('recording.chapters_invalid');
    const written: Chapter[] = sorted.map((chapter) => ({ ...chapter, source: 'written' }));
    const text = written.length > 0 ? JSON.stringify(written) : null;
    await this.#do(actor, row, {
      deed: 'changed',
      change: { chapters: text },
      detail: `${written.length} chapters`,
    });
    return { chapters: written };
  }

  /** @param file WebVTT or SRT. @throws {AppError} `recording.not_found`, `auth.forbidden`, `recording.captions_unreadable`, `recording.captions_too_many` */
  async setCaptions(
    actor: Actor,
    id: RecordingId,
    { lang, file }: { lang: string; file: Buffer },
  ): Promise<Captions> {
    const { access, recordings, captions, ledger, inTransaction, now } = this.#deps;
    const row = await access.getManaged(actor, id);
    const cues = readCaptions(decoded(file));
    if (!cues) throw new AppError('recording.captions_unreadable');
    await inTransaction(async (tx) => {
      // The row of the recording is the lock: of two languages at once, the second sees the first.
      await recordings.change(id, {}, { tx, now: now() });
      const others = (await captions.list(id, tx)).filter((each) => each.lang !== lang);
      if (others.length >= MOST_CAPTIONS) throw new AppError('recording.captions_too_many');
      await captions.keep(tx, { recordingId: id, lang, cues, at: now() });
      await ledger.write(tx, { ...entryOf(actor, row), deed: 'captioned', detail: lang, at: now() });
    });
    return { lang, label: languageName(lang), cues: cues.length };
  }

  /** @throws {AppError} `recording.not_found`, `auth.forbidden`, `recording.captions_not_found` */
  async removeCaptions(actor: Actor, id: RecordingId, lang: string): Promise<void> {
    const { access, captions, ledger, inTransaction, now } = this.#deps;
    const row = await access.getManaged(actor, id);
    await inTransaction(async (tx) => {
      if (!(await captions.remove(tx, id, lang))) throw new AppError('recording.captions_not_found');
      await ledger.write(tx, { ...entryOf(actor, row), deed: 'captioned', detail: `-${lang}`, at: now() });
    });
  }

  /** Who watched, the most recent first. @throws {AppError} `recording.not_found`, `auth.forbidden` */
  async listViewers(
    actor: Actor,
    id: RecordingId,
    { cursor, limit }: PageQuery,
  ): Promise<RecordingViewerPage> {
    const { access, watches } = this.#deps;
    const row = await access.getManaged(actor, id);
    const place = cursor === undefined ? null : toPlace(cursor);
    const after = place && { lastAt: place.startedAt, userId: place.id };
    const rows = await watches.listViewers(id, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map(({ userId, name, watchedMs, positionMs, ranges, firstAt, lastAt }) => ({
        userId,
        name,
        watchedMs,
        watchedPercent: watchedPercent(rangesFromText(ranges), cutOf(row)),
        positionMs,
        firstAt: firstAt.toISOString(),
        lastAt: lastAt.toISOString(),
      })),
      nextCursor: last ? toCursor([last.lastAt.getTime(), last.userId]) : null,
    };
  }

  async #list(
    actor: Actor,
    query: StudioRecordingsQuery & { instructorId: UserId | null },
  ): Promise<RecordingPage> {
    const { cursor, limit, courseId, lessonId, instructorId } = query;
    const after = cursor === undefined ? null : toPlace(cursor);
    const selection = { instructorId, courseId, lessonId, after, limit: limit + 1 };
    const rows = await this.#deps.studio.list(selection);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map((row) => this.view(actor, row)),
      nextCursor: last ? toCursor([last.startedAt.getTime(), last.id]) : null,
    };
  }

  async #do(
    actor: Actor,
    row: RecordingRow,
    { deed, change, detail = '' }: { deed: Deed; change: RecordingChange; detail?: string },
  ): Promise<RecordingView> {
    const { recordings, ledger, inTransaction, now } = this.#deps;
    const after = await inTransaction(async (tx) => {
      await recordings.change(row.id, change, { tx, now: now() });
      await ledger.write(tx, { ...entryOf(actor, row), deed, detail, at: now() });
      return recordings.find(row.id, tx);
    });
    if (!after) throw new AppError('recording.not_found');
    return this.view(actor, after);
  }
}

function entryOf(actor: Actor, { id, lessonId }: RecordingRow) {
  return { recordingId: id, lessonId, userId: actor.userId };
}

/** A link that was taken back stays dead: sharing again makes another one. */
function shareKeyFor(
  { visibility, shareKey }: RecordingRow,
  wanted: RecordingRow['visibility'],
): string | null {
  if (wanted !== 'link') return null;
  return visibility === 'link' && shareKey !== null ? shareKey : randomBytes(16).toString('base64url');
}

function decoded(file: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch (cause) {
    throw new AppError('recording.captions_unreadable', {}, { cause });
  }
}

function toPlace(cursor: string): { startedAt: Date; id: string } {
  const [startedAtMs, id] = fromCursor(Place, cursor);
  return { startedAt: new Date(startedAtMs), id };
}
