import { z } from 'zod';
import { BookmarkId, CourseId, LessonId, RecordingId } from './ids.js';
import { PositionMs, RecordingFlaw, RecordingState, RecordingWork, RenditionName } from './recordings.js';
import { Instant } from './time.js';

export const LONGEST_TITLE = 120;
export const MOST_CHAPTERS = 100;
export const MOST_BOOKMARKS = 200;
export const MOST_CAPTIONS_BYTES = 1024 * 1024;
/** Languages of one recording. */
export const MOST_CAPTIONS = 30;
/** In one beat of the player. */
export const MOST_RANGES = 50;

/** `written`: by the instructor; the others come from the timeline and have an empty title where the screen knows the words. */
export const ChapterSource = z.enum(['written', 'mark', 'share', 'quiz']);
export const Chapter = z.strictObject({
  atMs: PositionMs,
  title: z.string().max(LONGEST_TITLE),
  source: ChapterSource,
});
export type Chapter = z.infer<typeof Chapter>;

/** `PUT /recordings/:id/chapters`: all of them, in any order; an empty list goes back to those of the timeline. */
export const SetChapters = z.strictObject({
  chapters: z
    .array(z.strictObject({ atMs: PositionMs, title: z.string().trim().min(1).max(LONGEST_TITLE) }))
    .max(MOST_CHAPTERS),
});
export type SetChapters = z.infer<typeof SetChapters>;
export const ChapterList = z.strictObject({ chapters: z.array(Chapter) });
export type ChapterList = z.infer<typeof ChapterList>;

/** A language of captions: BCP 47, e.g. `ko`, `en`, `zh-Hant`, `es-419`; one that `Intl` can name. */
export const CaptionLanguage = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/)
  .refine(isLocale, { message: 'is no language' });
/** `PUT /recordings/:id/captions/:lang`, the file itself as body: WebVTT or SRT, UTF-8, ≤ 1 MiB. */
export const Captions = z.strictObject({
  lang: CaptionLanguage,
  /** The language in its own words. */
  label: z.string(),
  cues: z.int().positive(),
});
export type Captions = z.infer<typeof Captions>;

/** Half open; `toMs` is behind the last moment. */
export const WatchedRange = z
  .strictObject({ fromMs: PositionMs, toMs: PositionMs })
  .refine(({ fromMs, toMs }) => fromMs < toMs, { message: 'a range goes forward' });
export type WatchedRange = z.infer<typeof WatchedRange>;

/** `PUT /recordings/:id/progress`, every ten seconds of watching and when the page goes away: 200 WatchProgress. */
export const ReportProgress = z.strictObject({
  positionMs: PositionMs,
  /** What was watched since the last report. */
  watched: z.array(WatchedRange).max(MOST_RANGES),
});
export type ReportProgress = z.infer<typeof ReportProgress>;

export const WatchProgress = z.strictObject({
  positionMs: PositionMs,
  watchedPercent: z.int().min(0).max(100),
  /** In order, never touching each other; short holes are closed when there would be too many. */
  watched: z.array(z.strictObject({ fromMs: PositionMs, toMs: PositionMs })),
});
export type WatchProgress = z.infer<typeof WatchProgress>;

/** One's own: `GET|POST /recordings/:id/bookmarks`, `PATCH|DELETE /recordings/:id/bookmarks/:bookmarkId`. */
export const Bookmark = z.strictObject({
  id: BookmarkId,
  atMs: PositionMs,
  /** Plain text; empty for a bare bookmark. */
  note: z.string(),
  createdAt: Instant,
});
export type Bookmark = z.infer<typeof Bookmark>;
export const BookmarkList = z.strictObject({ items: z.array(Bookmark) });
export type BookmarkList = z.infer<typeof BookmarkList>;

/** `clientId` makes a repeated request the same bookmark. */
export const AddBookmark = z.strictObject({
  atMs: PositionMs,
  note: z.string().trim().max(2000).default(''),
  clientId: z.uuid(),
});
export type AddBookmark = z.infer<typeof AddBookmark>;
export const ChangeBookmark = z.strictObject({
  atMs: PositionMs.optional(),
  note: z.string().trim().max(2000).optional(),
});
export type ChangeBookmark = z.infer<typeof ChangeBookmark>;

/** The secret of a shared link; without it one has to be signed in. */
export const ReplayQuery = z.strictObject({
  key: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22}$/)
    .optional(),
  /** As if nothing was cut off: for who trims it. Others get what is left all the same. */
  whole: z.stringbool().optional(),
});
export type ReplayQuery = z.infer<typeof ReplayQuery>;

/**
 * `GET /recordings/:id/replay`: all that the page of a replay begins with.
 *
 * Every path under `links` is on our own origin, signed for this viewer, and dies at `links.expiresAt`, as the segments in the
 * playlists do. The pathname of a segment never changes, only its query: a player that needs new ones asks for this view
 * again, loads the same playlists by the new links, and takes over the query of each pathname.
 *
 * The first moment of the playlists, of the captions and of the thumbnails is `playlistStartMs`; it lies at or a little before
 * `trim.startMs`, where the player begins. So `positionMs = player seconds × 1000 + playlistStartMs`.
 */
export const ReplayView = z.strictObject({
  id: RecordingId,
  title: z.string(),
  lesson: z.strictObject({ id: LessonId, title: z.string() }),
  course: z.strictObject({ id: CourseId, title: z.string(), instructorName: z.string() }),
  state: RecordingState,
  /** More renditions are in work. */
  work: RecordingWork.nullable(),
  flaws: z.array(RecordingFlaw),
  /** The time of day of position 0. */
  startedAt: Instant,
  /** Of the whole recording. */
  durationMs: z.int().nonnegative(),
  /** Both ends told: where the replay begins and ends. */
  trim: z.strictObject({ startMs: PositionMs, endMs: PositionMs }),
  playlistStartMs: PositionMs,
  hasVideo: z.boolean(),
  renditions: z.array(RenditionName),
  links: z.strictObject({
    expiresAt: Instant,
    /** HLS, all renditions that are ready. */
    playlist: z.string(),
    poster: z.string().nullable(),
    /** WebVTT with `#xywh` parts of sprites. */
    thumbnails: z.string().nullable(),
    /** JSON: Waveform. */
    waveform: z.string().nullable(),
    captions: z.array(Captions.extend({ src: z.string() })),
    /** One mp4, when `may.download`. */
    download: z.string().nullable(),
  }),
  chapters: z.array(Chapter),
  /** Null for visitors, and before the first report. */
  progress: WatchProgress.nullable(),
  may: z.strictObject({
    /** Trim, chapters, captions, viewers. */
    manage: z.boolean(),
    download: z.boolean(),
    /** Progress and bookmarks are kept: not of visitors with a link. */
    keep: z.boolean(),
    /** The chat of the lesson can be read. */
    readChat: z.boolean(),
  }),
});
export type ReplayView = z.infer<typeof ReplayView>;

/** The loudness over time: the peak of each step, 0 to 100. Times are those of the whole recording. */
export const Waveform = z.strictObject({
  stepMs: z.int().positive(),
  peaks: z.array(z.int().min(0).max(100)),
});
export type Waveform = z.infer<typeof Waveform>;

/** @see ECMA-402 §9.2.1, the structure of Unicode BCP 47 locale identifiers */
function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
