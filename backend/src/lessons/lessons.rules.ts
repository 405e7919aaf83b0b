import type { ErrorCode } from '@seodang/contracts/errors';
import type { LessonState } from '@seodang/contracts/lesson-state';
import type { LessonPart } from '@seodang/contracts/lessons';

/** How long before its time a lesson may be started. */
export const EARLY_START_MIN = 10;
/** How long after its planned end a lesson that never began may still be started. */
export const LATE_START_MIN = 60;

const MINUTE_MS = 60_000;

const JOIN_REFUSALS = {
  scheduled: 'lesson.not_live',
  live: null,
  ended: 'lesson.already_ended',
  cancelled: 'lesson.cancelled',
} as const satisfies Record<LessonState, ErrorCode | null>;

export interface Schedule {
  readonly state: LessonState;
  readonly startsAt: Date;
  readonly durationMin: number;
}

export function startableFrom(lesson: Schedule): Date {
  return new Date(lesson.startsAt.getTime() - EARLY_START_MIN * MINUTE_MS);
}

/** A lesson that was never started and whose time is over: it counts as past. */
export function isMissed(lesson: Schedule, now: Date): boolean {
  const until = lesson.startsAt.getTime() + (lesson.durationMin + LATE_START_MIN) * MINUTE_MS;
  return lesson.state === 'scheduled' && now.getTime() >= until;
}

/** Why its instructor may not start a lesson now; null when they may, or when it is live already. */
export function refusalToStart(lesson: Schedule, now: Date): ErrorCode | null {
  if (lesson.state === 'live') return null;
  if (lesson.state === 'cancelled') return 'lesson.cancelled';
  if (lesson.state === 'ended' || isMissed(lesson, now)) return 'lesson.already_ended';
  return now < startableFrom(lesson) ? 'lesson.too_early' : null;
}

/** Why a member may not enter a lesson; null when they may. */
export function refusalToJoin(lesson: Schedule): ErrorCode | null {
  return JOIN_REFUSALS[lesson.state];
}

/** Why its instructor may not end a lesson; null when they may, or when it has ended already. */
export function refusalToEnd(lesson: Schedule): ErrorCode | null {
  if (lesson.state === 'scheduled') return 'lesson.not_live';
  return lesson.state === 'cancelled' ? 'lesson.cancelled' : null;
}

/** Whether this person may press start now; not for a lesson that is live already. */
export function mayStart(lesson: Schedule, part: LessonPart, now: Date): boolean {
  return part === 'instructor' && lesson.state === 'scheduled' && refusalToStart(lesson, now) === null;
}

export function mayJoin(lesson: Schedule): boolean {
  return refusalToJoin(lesson) === null;
}
