import type { CurriculumItem } from '@seodang/contracts/courses';
import type { LessonView } from '@seodang/contracts/lessons';

const MINUTE_MS = 60_000;
/** So long after its planned end the server lets a lesson begin that nobody started. */
const LATE_START_MIN = 60;

/** Where a lesson stands for its instructor. `missed`: its time is over and nobody started it. */
export type Standing = 'live' | 'coming' | 'missed' | 'ended' | 'cancelled';

type Timed = Pick<CurriculumItem, 'state' | 'startsAt' | 'durationMin'>;

export function standingOf(lesson: Timed, nowMs: number): Standing {
  if (lesson.state !== 'scheduled') return lesson.state;
  const untilMs = Date.parse(lesson.startsAt) + (lesson.durationMin + LATE_START_MIN) * MINUTE_MS;
  return nowMs < untilMs ? 'coming' : 'missed';
}

/** Whether a lesson has its time before it, held or not. */
function isAhead(lesson: Timed, nowMs: number): boolean {
  const standing = standingOf(lesson, nowMs);
  if (standing === 'cancelled') return Date.parse(lesson.startsAt) > nowMs;
  return standing === 'live' || standing === 'coming';
}

/** Lessons that are live or ahead by start, the live ones first; and those behind, the latest first. */
export function splitLessons<L extends Timed>(
  lessons: readonly L[],
  nowMs: number,
): { coming: L[]; past: L[] } {
  const byStart = lessons.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  const ahead = byStart.filter((lesson) => isAhead(lesson, nowMs));
  return {
    coming: [
      ...ahead.filter(({ state }) => state === 'live'),
      ...ahead.filter(({ state }) => state !== 'live'),
    ],
    past: byStart.filter((lesson) => !isAhead(lesson, nowMs)).reverse(),
  };
}

/** So long before its start a lesson is put before all else. */
const SOON_MS = 12 * 60 * MINUTE_MS;

/** The lesson to be held now, or else the next one when it starts within hours. */
export function dueOf<L extends Pick<LessonView, 'mayJoin' | 'mayStart' | 'startsAt'>>(
  lessons: readonly L[],
  nowMs: number,
): L | undefined {
  const isSoon = ({ startsAt }: L) => Date.parse(startsAt) - nowMs < SOON_MS;
  return (
    lessons.find(({ mayJoin }) => mayJoin) ?? lessons.find(({ mayStart }) => mayStart) ?? lessons.find(isSoon)
  );
}

export type LessonTask = 'move' | 'rename' | 'cancel' | 'restore';

/** What its instructor may do with a lesson, besides holding it. */
export function tasksFor(lesson: Timed, nowMs: number): LessonTask[] {
  if (lesson.state === 'scheduled') return ['move', 'rename', 'cancel'];
  return lesson.state === 'cancelled' && Date.parse(lesson.startsAt) > nowMs ? ['restore'] : [];
}
