import type { EnrolmentState } from '@seodang/contracts/enrolment';
import type { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import type { Language } from '@seodang/contracts/identity';
import type { LessonState } from '@seodang/contracts/lesson-state';

export type ReminderKind = 'day-before' | 'minutes-before';
export type NoticeKind = ReminderKind | 'lesson-changed' | 'seat-given';

const MINUTE_MS = 60_000;

/**
 * `leadMin`: how long before the start a reminder is due. `worthUntilMin`: how long before the start it stops being of use,
 * e.g. after the mail server was away; negative is after the start.
 */
export const REMINDERS = {
  'day-before': { leadMin: 24 * 60, worthUntilMin: 60 },
  'minutes-before': { leadMin: 5, worthUntilMin: -5 },
} as const satisfies Record<ReminderKind, { leadMin: number; worthUntilMin: number }>;

/** A change of a lesson is told this much later: what is taken back meanwhile is told to nobody. */
export const CHANGE_DELAY_MS = 15_000;

/** What a lesson is by now. */
export interface NoticeLesson {
  readonly id: LessonId;
  readonly title: string;
  readonly startsAt: Date;
  readonly durationMin: number;
  readonly timeZone: string;
  readonly state: LessonState;
  readonly cancelReason: string;
  readonly revision: number;
}

/** What somebody was told of a lesson last. */
export interface Known {
  readonly startsAt: Date;
  readonly durationMin: number;
  readonly state: 'scheduled' | 'cancelled';
}

/** One thing to tell one person, with all that is true about it now. */
export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
  /** What makes it another notice of its kind: the start of a lesson, its revision, the instant of getting a seat. */
  readonly occasion: string;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly expiresAt: Date;
  readonly known: Known | null;
  readonly person: {
    readonly id: UserId;
    readonly email: string;
    readonly name: string;
    readonly language: Language;
    readonly timeZone: string;
    readonly wantsReminders: boolean;
    readonly isSuspended: boolean;
    readonly part: 'instructor' | 'student';
    readonly seat: { readonly state: EnrolmentState; readonly since: Date } | null;
  };
  readonly course: { readonly id: CourseId; readonly title: string; readonly instructorName: string };
  readonly lesson: NoticeLesson | null;
}

/** What a mail says. */
export type Template = ReminderKind | 'lesson-moved' | 'lesson-cancelled' | 'lesson-restored' | 'seat-given';

/** Why something is told to nobody after all. */
export type DropReason =
  'too-late' | 'suspended' | 'no-seat' | 'not-wanted' | 'overtaken' | 'nothing-changed';

export type Verdict = { readonly tell: Template } | { readonly drop: DropReason };

export function reminderOccasion(lesson: Pick<NoticeLesson, 'id' | 'startsAt'>): string {
  return `${lesson.id} ${lesson.startsAt.toISOString()}`;
}

export function seatOccasion(courseId: CourseId, since: Date): string {
  return `${courseId} ${since.toISOString()}`;
}

export function reminderDueAt(kind: ReminderKind, startsAt: Date): Date {
  return new Date(startsAt.getTime() - REMINDERS[kind].leadMin * MINUTE_MS);
}

export function reminderExpiresAt(kind: ReminderKind, startsAt: Date): Date {
  return new Date(startsAt.getTime() - REMINDERS[kind].worthUntilMin * MINUTE_MS);
}

/** Whether a notice is still true and wanted, and what it says by now. */
export function verdictOn(notice: Notice, now: Date): Verdict {
  if (now > notice.expiresAt) return { drop: 'too-late' };
  if (notice.person.isSuspended) return { drop: 'suspended' };
  if (notice.kind === 'seat-given') return onSeat(notice);
  const { lesson, person } = notice;
  if (!lesson) return { drop: 'overtaken' };
  if (person.part === 'student' && person.seat?.state !== 'enrolled') return { drop: 'no-seat' };
  return notice.kind === 'lesson-changed'
    ? onChange(lesson, notice.known)
    : onReminder(notice, notice.kind, lesson);
}

function onSeat({ person, course, occasion }: Notice): Verdict {
  if (person.seat?.state !== 'enrolled') return { drop: 'no-seat' };
  return seatOccasion(course.id, person.seat.since) === occasion
    ? { tell: 'seat-given' }
    : { drop: 'overtaken' };
}

function onReminder({ person, occasion }: Notice, kind: ReminderKind, lesson: NoticeLesson): Verdict {
  if (!person.wantsReminders) return { drop: 'not-wanted' };
  if (reminderOccasion(lesson) !== occasion) return { drop: 'overtaken' };
  // Whoever started it needs no reminder any more.
  const isOpen = lesson.state === 'scheduled' || (lesson.state === 'live' && person.part === 'student');
  return isOpen ? { tell: kind } : { drop: 'overtaken' };
}

function onChange(lesson: NoticeLesson, known: Known | null): Verdict {
  if (!known || lesson.state === 'ended') return { drop: 'overtaken' };
  const isOff = lesson.state === 'cancelled';
  const wasOff = known.state === 'cancelled';
  if (isOff) return wasOff ? { drop: 'nothing-changed' } : { tell: 'lesson-cancelled' };
  if (wasOff) return { tell: 'lesson-restored' };
  return isSameTime(lesson, known) ? { drop: 'nothing-changed' } : { tell: 'lesson-moved' };
}

function isSameTime(lesson: NoticeLesson, known: Known): boolean {
  return lesson.startsAt.getTime() === known.startsAt.getTime() && lesson.durationMin === known.durationMin;
}

const RETRY_FIRST_SEC = 5;
const RETRY_MOST_SEC = 240;
/** With the waits above about half a day. */
export const MOST_ATTEMPTS = 200;

/** Seconds until the next try after so many; never so long that a mail server which is back is left waiting. */
export function retryInSec(attempts: number): number {
  return Math.min(RETRY_MOST_SEC, RETRY_FIRST_SEC * 2 ** Math.min(attempts - 1, 10));
}
