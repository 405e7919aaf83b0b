import { z } from 'zod';
import { CourseSummary } from './courses.js';
import { ConnectionId, LessonId, RecordingId, UserId } from './ids.js';
import { LessonState } from './lesson-state.js';
import { pageOf } from './paging.js';
import { Instant, TimeZone } from './time.js';

/** What the asking user is in this lesson. */
export const LessonPart = z.enum(['instructor', 'student']);
export type LessonPart = z.infer<typeof LessonPart>;

export const LessonView = z.strictObject({
  id: LessonId,
  course: CourseSummary,
  title: z.string(),
  startsAt: Instant,
  durationMin: z.int().positive(),
  timeZone: TimeZone,
  state: LessonState,
  /** What the instructor wrote when cancelling; empty when nothing. */
  cancelReason: z.string(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  myPart: LessonPart,
  /** Now, as the server sees it: the lesson may be started (instructor) or entered (anybody of it). */
  mayStart: z.boolean(),
  mayJoin: z.boolean(),
  /** A camera and sound may be sent from here: always the instructor's; a student's by the course's rule or by grant. */
  maySpeak: z.boolean(),
  /** It may be recorded: a student who does not agree to that listens. */
  isRecorded: z.boolean(),
  /** The last word of the asking person on it; null when nothing was said, or another text has come since. */
  agreesToRecording: z.boolean().nullable(),
  /** The first recording of it that can be watched; null while there is none, or all are hidden. */
  replayId: RecordingId.nullable(),
});
export type LessonView = z.infer<typeof LessonView>;

/**
 * `now`: live, then coming by start; `past`: ended, cancelled, and those still `scheduled` that nobody started until an
 * hour after their planned end, newest first.
 */
export const MyLessonsQuery = z.strictObject({
  when: z.enum(['now', 'past']).default('now'),
  /** Only what one teaches, or only what one has a seat in. */
  part: LessonPart.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type MyLessonsQuery = z.infer<typeof MyLessonsQuery>;

export const LessonPage = pageOf(LessonView);
export type LessonPage = z.infer<typeof LessonPage>;

const Title = z.string().trim().min(1).max(120);
const DurationMin = z.int().min(5).max(480);

export const ScheduleLesson = z.strictObject({
  title: Title,
  startsAt: Instant,
  durationMin: DurationMin,
  timeZone: TimeZone,
});
export type ScheduleLesson = z.infer<typeof ScheduleLesson>;

/** What `lesson.clashes` tells besides: the lesson that is in the way. */
export const LessonClash = z.looseObject({
  clashesWith: z.strictObject({
    lessonId: LessonId,
    title: z.string(),
    startsAt: Instant,
    durationMin: z.int().positive(),
  }),
});
export type LessonClash = z.infer<typeof LessonClash>;

/** Renames or moves a lesson that has not begun; who is in the course is told of a new time. */
export const UpdateLesson = ScheduleLesson.partial();
export type UpdateLesson = z.infer<typeof UpdateLesson>;

/** Cancels a lesson that has not begun; `restore` takes that back while its start lies ahead. */
export const CancelLesson = z.strictObject({ reason: z.string().trim().max(500).default('') });
export type CancelLesson = z.infer<typeof CancelLesson>;

export const ConnectionKind = z.enum(['camera', 'screen']);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

/**
 * Asking to enter: a camera connection first, a screen connection beside it while sharing. `renews` is one's own camera
 * connection that this one takes the place of after a change of the right to speak: it lives until the new one does.
 */
export const JoinLesson = z.strictObject({ kind: ConnectionKind, renews: ConnectionId.optional() });
export type JoinLesson = z.infer<typeof JoinLesson>;

/** One OpenVidu connection made for this user; `token` is a credential for one use. */
export const JoinTicket = z.strictObject({
  connectionId: ConnectionId,
  token: z.string(),
  role: z.enum(['MODERATOR', 'PUBLISHER', 'SUBSCRIBER']),
  kind: ConnectionKind,
  lesson: LessonView,
});
export type JoinTicket = z.infer<typeof JoinTicket>;

/** Sent while connected, every two seconds, and once with `leaving` when the page goes away. */
export const PresenceBeat = z.strictObject({
  connectionId: ConnectionId,
  leaving: z.boolean().default(false),
});
export type PresenceBeat = z.infer<typeof PresenceBeat>;

/**
 * What the backend puts into a connection's `serverData` (JSON). Everybody in the lesson can read it,
 * so it holds a name and a part, and nothing that is not theirs to see.
 */
export const ServerData = z.strictObject({
  userId: UserId,
  lessonId: LessonId,
  name: z.string(),
  part: LessonPart,
  kind: ConnectionKind,
});
export type ServerData = z.infer<typeof ServerData>;

/** Somebody of the lesson, as its instructor manages them: everybody inside, and who was removed. */
export const LessonPerson = z.strictObject({
  userId: UserId,
  name: z.string(),
  part: LessonPart,
  isInside: z.boolean(),
  maySpeak: z.boolean(),
  isRemoved: z.boolean(),
  /** Null when nothing was said; without it a student of a recorded lesson listens, whatever was granted. */
  agreesToRecording: z.boolean().nullable(),
});
export const LessonPeople = z.strictObject({ items: z.array(LessonPerson) });
export type LessonPeople = z.infer<typeof LessonPeople>;

/** `GET /lessons/:id/inside`: who is in a live lesson, for those who are about to enter. */
export const LessonInside = z.strictObject({
  items: z.array(z.strictObject({ name: z.string(), part: LessonPart })),
});
export type LessonInside = z.infer<typeof LessonInside>;

/** `PUT /lessons/:id/people/:userId/speaking`. */
export const SetSpeaking = z.strictObject({ maySpeak: z.boolean() });
export type SetSpeaking = z.infer<typeof SetSpeaking>;

/**
 * The signal by which a client hears that its right to speak changed; OpenVidu CE cannot change the role of a connection,
 * so the client joins again. Only the backend sends it: a signal of another client carries `from`.
 */
export const SPEAKING_SIGNAL = 'seodang-speaking';
export const SpeakingSignal = z.strictObject({ maySpeak: z.boolean() });

/** Sent just before the backend closes a connection, because OpenVidu itself only says that the server did. */
export const CLOSING_SIGNAL = 'seodang-closing';
export const ClosingSignal = z.strictObject({
  reason: z.enum(['moved-to-another-device', 'removed', 'speaking-changed']),
});

/** The text about presence times, camera and sound that people agree to before they enter for the first time. */
export const CONSENT_VERSION = '2026-11-21';
export const ConsentView = z.strictObject({ version: z.string(), agreedAt: Instant.nullable() });
export type ConsentView = z.infer<typeof ConsentView>;
export const GiveConsent = z.strictObject({ version: z.literal(CONSENT_VERSION) });
export type GiveConsent = z.infer<typeof GiveConsent>;
