import { z } from 'zod';
import { CourseSummary } from './courses.js';
import { ConnectionId, LessonId, UserId } from './ids.js';
import { pageOf } from './paging.js';
import { Instant, TimeZone } from './time.js';

export const LessonState = z.enum(['scheduled', 'live', 'ended', 'cancelled']);
export type LessonState = z.infer<typeof LessonState>;

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
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  myPart: LessonPart,
  /** Now, as the server sees it: the lesson may be started (instructor) or entered (anybody of it). */
  mayStart: z.boolean(),
  mayJoin: z.boolean(),
});
export type LessonView = z.infer<typeof LessonView>;

/**
 * `now`: live, then coming by start; `past`: ended, cancelled, and those still `scheduled` that nobody started until an
 * hour after their planned end, newest first.
 */
export const MyLessonsQuery = z.strictObject({
  when: z.enum(['now', 'past']).default('now'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type MyLessonsQuery = z.infer<typeof MyLessonsQuery>;

export const LessonPage = pageOf(LessonView);
export type LessonPage = z.infer<typeof LessonPage>;

export const ConnectionKind = z.enum(['camera', 'screen']);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

/** Asking to enter: a camera connection first, a screen connection beside it while sharing. */
export const JoinLesson = z.strictObject({ kind: ConnectionKind });
export type JoinLesson = z.infer<typeof JoinLesson>;

/** One OpenVidu connection made for this user; `token` is a credential for one use. */
export const JoinTicket = z.strictObject({
  connectionId: ConnectionId,
  token: z.string(),
  role: z.enum(['MODERATOR', 'PUBLISHER']),
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
