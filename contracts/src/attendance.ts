import { z } from 'zod';
import { LessonId, UserId } from './ids.js';
import { LessonPart } from './lessons.js';
import { Instant } from './time.js';

/** Why a stretch of presence ended; null while it goes on. */
export const LeaveReason = z.enum([
  'left',
  'network-lost',
  'moved-to-another-device',
  'removed',
  'lesson-ended',
  'media-failed',
  /** The right to speak changed, which takes a new connection; whoever comes back is not shown as having left. */
  'speaking-changed',
]);
export type LeaveReason = z.infer<typeof LeaveReason>;

/** One stretch of presence after reconnects were stitched; `leftAt` null means still there. */
export const PresenceInterval = z.strictObject({
  joinedAt: Instant,
  leftAt: Instant.nullable(),
  reason: LeaveReason.nullable(),
  /** Short losses of the network inside this stretch that were bridged. */
  reconnects: z.int().nonnegative(),
});
export type PresenceInterval = z.infer<typeof PresenceInterval>;

export const PersonAttendance = z.strictObject({
  userId: UserId,
  name: z.string(),
  part: LessonPart,
  /** Whole minutes inside the lesson, overlapping devices counted once, rounded down. */
  presentMin: z.int().nonnegative(),
  /** The same in seconds, for short lessons. */
  presentSec: z.int().nonnegative(),
  intervals: z.array(PresenceInterval),
});
export type PersonAttendance = z.infer<typeof PersonAttendance>;

/** The instructor sees everybody of the lesson, also those who never came; a student sees only their own row. */
export const AttendanceView = z.strictObject({
  lessonId: LessonId,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  people: z.array(PersonAttendance),
});
export type AttendanceView = z.infer<typeof AttendanceView>;
