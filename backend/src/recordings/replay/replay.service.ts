import { BookmarkId, type LessonId, type RecordingId, type UserId } from '@seodang/contracts/ids';
import type { LessonRecordings } from '@seodang/contracts/recordings';
import {
  Chapter,
  MOST_BOOKMARKS,
  type AddBookmark,
  type Bookmark,
  type BookmarkList,
  type ChangeBookmark,
  type ReplayQuery,
  type ReplayView,
  type ReportProgress,
  type WatchProgress,
} from '@seodang/contracts/replay';
import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import { newId } from '@seodang/server-kit/ids';
import { z } from 'zod';
import type { LessonDirectory } from '../../lessons/index.js';
import type { InTransaction } from '../../platform/db/transaction.js';
import type { Actor } from '../../platform/http/actor.js';
import type { WorkTable } from '../pipeline/work.model.js';
import type { RecordingTable } from '../recording.model.js';
import type { RecordingRow } from '../recording.row.js';
import {
  cutOf,
  flawsOf,
  isTrimmed,
  mayDownload,
  renditionsOf,
  toRecordingCard,
  toWork,
  untrimmed,
} from '../recording.view.js';
import { mayManage, type ReplayPart } from './access.rules.js';
import { personOf, type ReplayAccess, type Watchable } from './access.service.js';
import type { BookmarkRow, BookmarkTable } from './bookmark.model.js';
import type { CaptionTable } from './caption.model.js';
import { languageName } from './captions.rules.js';
import type { MediaLinks } from './links.js';
import { mediaPath } from './media-paths.js';
import { playlistStartOf } from './media.service.js';
import { isPosterShown, picturesOf } from './pictures.rules.js';
import { rangesFromText, rangesToText, watchedMs, watchedPercent, withWatched } from './progress.rules.js';
import type { Viewer } from './viewer.js';
import type { WatchRow, WatchTable } from './watch.model.js';

/** Gives the chapters of a recording that nobody wrote, from what happened in the lesson. */
export type TimelineChapters = (
  row: Pick<RecordingRow, 'id' | 'lessonId' | 'startedAt' | 'durationMs'>,
) => Promise<Chapter[]>;

export interface ReplayDeps {
  readonly directory: Pick<LessonDirectory, 'getMembership'>;
  readonly recordings: RecordingTable;
  readonly renditions: Pick<WorkTable, 'listRenditions'>;
  readonly access: ReplayAccess;
  readonly links: MediaLinks;
  readonly watches: WatchTable;
  readonly bookmarks: BookmarkTable;
  readonly captions: CaptionTable;
  readonly chapters: TimelineChapters;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

const Chapters = z.array(Chapter);

/** Watching a recording, and what a person keeps of it. */
export class ReplayService {
  readonly #deps: ReplayDeps;

  constructor(deps: ReplayDeps) {
    this.#deps = deps;
  }

  /** Of a lesson, for everybody in it. @throws {AppError} `lesson.not_found` */
  async listOf(actor: Actor, lessonId: LessonId): Promise<LessonRecordings> {
    const { directory, recordings, watches } = this.#deps;
    const { part, lesson } = await directory.getMembership(actor, lessonId);
    const rows = await recordings.listOf(lessonId);
    const isStudent = part === 'student';
    const shown = rows.filter(
      ({ visibility, state }) => !isStudent || (visibility !== 'hidden' && state !== 'failed'),
    );
    const seen = isStudent && lesson.removedAt !== null ? [] : shown;
    const watched = await watches.listOf(
      actor.userId,
      seen.map(({ id }) => id),
    );
    const viewer = personOf(actor);
    const items = seen.map((row) =>
      toRecordingCard(row, {
        poster: this.posterOf(row, { viewer, part }),
        watch: watched.get(row.id) ?? null,
      }),
    );
    return { items };
  }

  /** @throws {AppError} `auth.required`, `recording.not_found`, `recording.not_ready` */
  async view(actor: Actor | null, id: RecordingId, { key, whole = false }: ReplayQuery): Promise<ReplayView> {
    const { access, renditions, captions, watches } = this.#deps;
    const watchable = await access.getWatchable(actor, id, key);
    const { row, part } = watchable;
    const isWhole = whole && mayManage(part);
    const version = row.publishedVersion;
    if (version === null) throw notReady(row);
    const userId = keeperOf(watchable);
    const [tracks, languages, watch, chapters] = await Promise.all([
      renditions.listRenditions(id, version),
      captions.list(id),
      userId ? watches.find({ recordingId: id, userId }) : null,
      this.#chaptersOf(isWhole ? untrimmed(row) : row),
    ]);
    return {
      id,
      title: row.title,
      lesson: { id: row.lessonId, title: row.lessonTitle },
      course: { id: row.courseId, title: row.courseTitle, instructorName: row.instructorName },
      state: row.state,
      work: toWork(row),
      flaws: flawsOf(row),
      startedAt: row.startedAt.toISOString(),
      durationMs: row.durationMs ?? 0,
      trim: cutOf(row),
      playlistStartMs: playlistStartOf(isWhole ? untrimmed(row) : row, tracks),
      hasVideo: tracks.some(({ name }) => name !== 'audio'),
      renditions: renditionsOf(row),
      links: this.#linksOf(watchable, {
        version,
        languages,
        isWhole,
        hasSound: tracks.some(({ name }) => name === 'audio'),
      }),
      chapters,
      progress: watch && toProgress(row, watch),
      may: mayOf(watchable),
    };
  }

  /** @throws {AppError} those of `view`; `auth.required` for visitors */
  async report(
    actor: Actor,
    id: RecordingId,
    { positionMs, watched }: ReportProgress,
  ): Promise<WatchProgress> {
    const { access, watches, inTransaction, now } = this.#deps;
    const { row } = await access.getWatchable(actor, id);
    if (row.durationMs === null) throw new AppError('recording.not_ready');
    const { durationMs } = row;
    const key = { recordingId: id, userId: actor.userId };
    const kept = await inTransaction(async (tx) => {
      const before = await watches.lock(tx, key, now());
      const ranges = withWatched(rangesFromText(before.ranges), watched, durationMs);
      const next: WatchRow = {
        positionMs: Math.min(positionMs, durationMs),
        watchedMs: watchedMs(ranges),
        ranges: rangesToText(ranges),
      };
      await watches.keep(tx, { ...key, ...next });
      return next;
    });
    return toProgress(row, kept);
  }

  /** One's own, by time. */
  async listBookmarks(actor: Actor, id: RecordingId): Promise<BookmarkList> {
    const owner = await this.#owner(actor, id);
    return { items: (await this.#deps.bookmarks.list(owner)).map(toBookmark) };
  }

  /** @throws {AppError} `recording.not_found`, `bookmark.too_many` */
  async addBookmark(actor: Actor, id: RecordingId, { atMs, note, clientId }: AddBookmark): Promise<Bookmark> {
    const { bookmarks, inTransaction, now } = this.#deps;
    const owner = await this.#owner(actor, id);
    const row = await inTransaction(async (tx) => {
      const known = await bookmarks.findByClient(owner, clientId, tx);
      if (known) return known;
      if ((await bookmarks.count(owner, tx)) >= MOST_BOOKMARKS) throw new AppError('bookmark.too_many');
      await bookmarks.add(owner, { id: newId(BookmarkId), atMs, note, clientId, createdAt: now() }, tx);
      return bookmarks.findByClient(owner, clientId, tx);
    });
    if (!row) throw new AppError('bookmark.not_found');
    return toBookmark(row);
  }

  /** @throws {AppError} `recording.not_found`, `bookmark.not_found` */
  async changeBookmark(
    actor: Actor,
    { id, bookmarkId }: { id: RecordingId; bookmarkId: BookmarkId },
    change: ChangeBookmark,
  ): Promise<Bookmark> {
    const row = await this.#deps.bookmarks.change(await this.#owner(actor, id), bookmarkId, change);
    if (!row) throw new AppError('bookmark.not_found');
    return toBookmark(row);
  }

  /** One that is not there is no error. */
  async removeBookmark(actor: Actor, id: RecordingId, bookmarkId: BookmarkId): Promise<void> {
    await this.#deps.bookmarks.remove(await this.#owner(actor, id), bookmarkId);
  }

  /** Null while there is no picture, and for who may not see the moment that it is of. */
  posterOf(row: RecordingRow, { viewer, part }: { viewer: Viewer; part: ReplayPart }): string | null {
    const { publishedVersion: version } = row;
    const pictures = picturesOf(row);
    const shown = mayManage(part) ? cutOf(untrimmed(row)) : cutOf(row);
    if (version === null || !isPosterShown(pictures, shown)) return null;
    return this.#deps.links.sign(mediaPath(row.id, `${version}/pictures/poster.jpg`), viewer);
  }

  async #owner(actor: Actor, id: RecordingId): Promise<{ recordingId: RecordingId; userId: UserId }> {
    await this.#deps.access.getWatchable(actor, id);
    return { recordingId: id, userId: actor.userId };
  }

  async #chaptersOf(row: RecordingRow): Promise<Chapter[]> {
    const { startMs, endMs } = cutOf(row);
    const written = row.chapters === null ? null : Chapters.parse(JSON.parse(row.chapters));
    return (written ?? (await this.#deps.chapters(row))).filter(
      ({ atMs }) => atMs >= startMs && atMs < endMs,
    );
  }

  #linksOf(
    { row, viewer, part }: Watchable,
    has: {
      version: number;
      languages: readonly { lang: string; cues: number }[];
      hasSound: boolean;
      isWhole: boolean;
    },
  ): ReplayView['links'] {
    const { links } = this.#deps;
    const { version, languages, hasSound, isWhole } = has;
    const link = (rest: string) => links.sign(mediaPath(row.id, rest, isWhole), viewer);
    const hasPictures = picturesOf(row).sprites !== null;
    // It is of everything, also of what was cut off.
    const hasWaveform = hasSound && row.facts !== null && (mayManage(part) || !isTrimmed(row));
    return {
      expiresAt: links.expiry().toISOString(),
      playlist: link(`${version}/index.m3u8`),
      poster: this.posterOf(row, { viewer, part }),
      thumbnails: hasPictures ? link(`${version}/thumbnails.vtt`) : null,
      waveform: hasWaveform ? link(`${version}/pictures/waveform.json`) : null,
      captions: languages.map(({ lang, cues }) => ({
        lang,
        cues,
        label: languageName(lang),
        src: link(`captions/${lang}.vtt`),
      })),
      download: mayDownload(row) ? link(`${version}/download.mp4`) : null,
    };
  }
}

function notReady(row: RecordingRow): AppError {
  return new AppError('recording.not_ready', { recording: { state: row.state, work: toWork(row) } });
}

function mayOf({ row, part, isOfLesson }: Watchable): ReplayView['may'] {
  const keep = part !== 'guest';
  return { manage: mayManage(part), download: mayDownload(row), keep, readChat: keep && isOfLesson };
}

/** Whose progress is kept; null for visitors. */
function keeperOf({ part, viewer }: Watchable): UserId | null {
  return part !== 'guest' && viewer.kind === 'person' ? viewer.userId : null;
}

function toProgress(row: RecordingRow, { positionMs, ranges }: WatchRow): WatchProgress {
  const watched = rangesFromText(ranges);
  return { positionMs, watched, watchedPercent: watchedPercent(watched, cutOf(row)) };
}

function toBookmark({ id, atMs, note, createdAt }: BookmarkRow): Bookmark {
  return { id, atMs, note, createdAt: createdAt.toISOString() };
}
