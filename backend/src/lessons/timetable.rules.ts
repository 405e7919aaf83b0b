import type { ErrorCode } from '@seodang/contracts/errors';
import type { LessonState } from '@seodang/contracts/lesson-state';

/** When a lesson takes place. */
export interface LessonTime {
  readonly startsAt: Date;
  readonly durationMin: number;
  readonly timeZone: string;
}

const BEGUN = {
  scheduled: null,
  live: 'lesson.already_begun',
  ended: 'lesson.already_ended',
  cancelled: null,
} as const satisfies Record<LessonState, ErrorCode | null>;

/** Why a lesson may not be renamed or moved; null when it may. */
export function refusalToChange({ state }: { readonly state: LessonState }): ErrorCode | null {
  return state === 'cancelled' ? 'lesson.cancelled' : BEGUN[state];
}

/** Why a lesson may not be cancelled; null when it may, or when it is cancelled already. */
export function refusalToCancel({ state }: { readonly state: LessonState }): ErrorCode | null {
  return BEGUN[state];
}

/** Why a cancelled lesson may not be taken up again; null when it may, or when it stands already. */
export function refusalToRestore(
  lesson: { readonly state: LessonState; readonly startsAt: Date },
  now: Date,
): ErrorCode | null {
  return lesson.state === 'cancelled' ? refusalOfStart(lesson.startsAt, now) : BEGUN[lesson.state];
}

/** Why a lesson may not be set to this start; null when it may. */
export function refusalOfStart(startsAt: Date, now: Date): ErrorCode | null {
  return startsAt <= now ? 'lesson.in_the_past' : null;
}

/** Whether people would come at the wrong time, or leave too early, if they were not told. */
export function isMoved(before: LessonTime, after: LessonTime): boolean {
  return before.startsAt.getTime() !== after.startsAt.getTime() || before.durationMin !== after.durationMin;
}
