import { z } from 'zod';
import { CourseId, LessonId, RecordingId, UserId } from './ids.js';
import { RecordingStopReason } from './live/lesson-events.js';
import { pageOf } from './paging.js';
import { Instant } from './time.js';

/** Positions and lengths are milliseconds since the first frame of the whole recording: trimming never moves them. 49 days are enough. */
export const PositionMs = z
  .int()
  .nonnegative()
  .max(2 ** 32 - 1);

/** `processing` ends in `ready` or `failed`; `failed` comes back to `processing` by a rebuild. */
export const RecordingState = z.enum(['recording', 'processing', 'ready', 'failed']);
export type RecordingState = z.infer<typeof RecordingState>;

/** In this order: the media node makes one film of all takes, it comes from there, is looked over, is made into renditions, and goes public. */
export const RecordingStage = z.enum(['compose', 'collect', 'verify', 'render', 'publish']);
export type RecordingStage = z.infer<typeof RecordingStage>;

/** Who may watch, besides the instructor and operators: who has a seat in the course, also whoever has the link, or nobody. */
export const RecordingVisibility = z.enum(['enrolled', 'link', 'hidden']);
export type RecordingVisibility = z.infer<typeof RecordingVisibility>;

/** Why there is nothing to watch; or while it is `processing`, what it waits for. */
export const RecordingFailure = z.enum([
  /** The media server could not record or lost it. */
  'not_recorded',
  'source_missing',
  'source_unreadable',
  'nothing_recorded',
  'render_failed',
  'took_too_long',
  'no_space',
  /** Only waited for: the work goes on when it is back. */
  'media_away',
  'store_away',
]);
export type RecordingFailure = z.infer<typeof RecordingFailure>;

/** What is wrong with a recording that can be watched all the same. */
export const RecordingFlaw = z.enum([
  'shorter_than_lesson',
  'cut_off',
  'picture_black',
  'picture_frozen',
  'no_picture',
  'sound_silent',
  'no_sound',
  'out_of_sync',
  'has_gaps',
  'fewer_renditions',
]);
export type RecordingFlaw = z.infer<typeof RecordingFlaw>;

export const RenditionName = z.enum(['1080p', '720p', '480p', '240p', 'audio']);
export type RenditionName = z.infer<typeof RenditionName>;

/**
 * `PUT /recordings/:id/trim`. Null ends are the ends of the recording; nothing is encoded again, the playlists leave out what is cut off.
 */
export const Trim = z.strictObject({ startMs: PositionMs.nullable(), endMs: PositionMs.nullable() });
export type Trim = z.infer<typeof Trim>;

/** The work on it, while `processing` or after it failed. */
export const RecordingWork = z.strictObject({
  stage: RecordingStage,
  /** Of the stage. */
  percent: z.int().min(0).max(100),
  /** Of everything. */
  totalPercent: z.int().min(0).max(100),
  /** It waits because a live lesson needs the machine. */
  isPaused: z.boolean(),
  /** From 1; a stage that fails is tried again. */
  attempt: z.int().positive(),
});
export type RecordingWork = z.infer<typeof RecordingWork>;

/** What `recording.not_ready` tells besides. */
export const RecordingNotReady = z.looseObject({
  recording: z.strictObject({ state: RecordingState, work: RecordingWork.nullable() }),
});
export type RecordingNotReady = z.infer<typeof RecordingNotReady>;

/** A recording as the instructor of its course manages it (`GET /recordings/:id`). */
export const RecordingView = z.strictObject({
  id: RecordingId,
  lesson: z.strictObject({ id: LessonId, title: z.string(), startsAt: Instant }),
  course: z.strictObject({ id: CourseId, title: z.string() }),
  title: z.string(),
  state: RecordingState,
  work: RecordingWork.nullable(),
  failure: RecordingFailure.nullable(),
  flaws: z.array(RecordingFlaw),
  stopReason: RecordingStopReason.nullable(),
  /** A first rendition is there, even while others are in work. */
  isWatchable: z.boolean(),
  /** The raw file is still there. */
  mayRebuild: z.boolean(),
  startedAt: Instant,
  stoppedAt: Instant.nullable(),
  durationMs: z.int().nonnegative().nullable(),
  /** Of everything that is kept of it. */
  sizeBytes: z.int().nonnegative().nullable(),
  renditions: z.array(RenditionName),
  /** A link of the next ten minutes. */
  poster: z.string().nullable(),
  trim: Trim,
  visibility: RecordingVisibility,
  /** Path of the replay for whoever has it, with its secret; only when `visibility` is `link`. */
  sharePath: z.string().nullable(),
  mayDownload: z.boolean(),
  captions: z.array(z.string()),
  /** It is deleted at this time, if ever; like any deletion that can be taken back for some days. */
  retainUntil: Instant.nullable(),
  viewers: z.int().nonnegative(),
  deletedAt: Instant.nullable(),
  /** Until then a deletion can be taken back. */
  restorableUntil: Instant.nullable(),
});
export type RecordingView = z.infer<typeof RecordingView>;

/** `POST /lessons/:id/recording`, by its instructor while it is live: 201 RecordingView. */
export const StartRecording = z.strictObject({ title: z.string().trim().min(1).max(120).optional() });
export type StartRecording = z.infer<typeof StartRecording>;

/** `PATCH /recordings/:id`. A retention date lies ahead; null keeps it for good. */
export const UpdateRecording = z.strictObject({
  title: z.string().trim().min(1).max(120).optional(),
  visibility: RecordingVisibility.optional(),
  mayDownload: z.boolean().optional(),
  retainUntil: Instant.nullable().optional(),
});
export type UpdateRecording = z.infer<typeof UpdateRecording>;

export const LONGEST_REASON = 300;

/** `DELETE /recordings/:id`. Why it goes, e.g. because somebody who is in it asked for that, is kept in the ledger with who did it. */
export const RemoveRecording = z.strictObject({ reason: z.string().trim().max(LONGEST_REASON).default('') });
export type RemoveRecording = z.infer<typeof RemoveRecording>;

/** `GET /studio/recordings`: the instructor's own, deleted ones that can come back too, the youngest first. `GET /recordings`: everybody's, for operators. */
export const StudioRecordingsQuery = z.strictObject({
  courseId: CourseId.optional(),
  lessonId: LessonId.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type StudioRecordingsQuery = z.infer<typeof StudioRecordingsQuery>;
export const RecordingPage = pageOf(RecordingView);
export type RecordingPage = z.infer<typeof RecordingPage>;

/**
 * A recording as everybody of the lesson sees it in a list (`GET /lessons/:id/recordings`, the oldest first). Students get
 * none that are hidden, failed or deleted.
 */
export const RecordingCard = z.strictObject({
  id: RecordingId,
  lessonId: LessonId,
  title: z.string(),
  state: RecordingState,
  work: RecordingWork.nullable(),
  isWatchable: z.boolean(),
  startedAt: Instant,
  /** After trimming. */
  durationMs: z.int().nonnegative().nullable(),
  poster: z.string().nullable(),
  /** Of the asking person: where they left, and how much of it they saw. */
  positionMs: PositionMs.nullable(),
  watchedPercent: z.int().min(0).max(100),
});
export type RecordingCard = z.infer<typeof RecordingCard>;
export const LessonRecordings = z.strictObject({ items: z.array(RecordingCard) });
export type LessonRecordings = z.infer<typeof LessonRecordings>;

/** Who watched how far, the most recent first (`GET /recordings/:id/viewers`, PageQuery). */
export const RecordingViewer = z.strictObject({
  userId: UserId,
  name: z.string(),
  watchedMs: z.int().nonnegative(),
  watchedPercent: z.int().min(0).max(100),
  positionMs: PositionMs,
  firstAt: Instant,
  lastAt: Instant,
});
export type RecordingViewer = z.infer<typeof RecordingViewer>;
export const RecordingViewerPage = pageOf(RecordingViewer);
export type RecordingViewerPage = z.infer<typeof RecordingViewerPage>;

/** What can be done to a recording; `purged` and `raw-removed` are the server's own, the end of a deletion. */
export const RecordingDeed = z.enum([
  'started',
  'stopped',
  'changed',
  'trimmed',
  'deleted',
  'restored',
  'rebuilt',
  'captioned',
  'purged',
  'raw-removed',
]);
export type RecordingDeed = z.infer<typeof RecordingDeed>;

/** `GET /lessons/:id/recording-ledger` (and `.csv`), for its instructor: who did what to its recordings, in order. */
export const RecordingLedgerEntry = z.strictObject({
  recordingId: RecordingId,
  deed: RecordingDeed,
  /** Null when the server did it by itself. */
  userId: UserId.nullable(),
  name: z.string().nullable(),
  detail: z.string(),
  at: Instant,
});
export type RecordingLedgerEntry = z.infer<typeof RecordingLedgerEntry>;
export const LessonRecordingLedger = z.strictObject({
  lessonId: LessonId,
  items: z.array(RecordingLedgerEntry),
});
export type LessonRecordingLedger = z.infer<typeof LessonRecordingLedger>;
