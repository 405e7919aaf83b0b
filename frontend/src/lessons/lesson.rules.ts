import type { LessonView } from '@seodang/contracts/lessons';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How often the server is asked while something may change within seconds, and otherwise. */
export const FAST_REFRESH_MS = 3_000;
export const SLOW_REFRESH_MS = 30_000;
/** So long before its time a lesson counts as about to start. */
const ABOUT_TO_START_MS = 30 * MINUTE_MS;
/** So long before its time one can wait in the lobby of a lesson. */
const ENTRANCE_MS = 10 * MINUTE_MS;
/** So long after its planned end a lesson that never began may still be started; the server's own rule. */
const LATE_START_MS = 60 * MINUTE_MS;
/** So long before its time a list counts down to it. */
const SOON_MS = 12 * HOUR_MS;

export type LessonAction = 'enter' | 'start';

/**
 * Whether the lobby of a lesson is open, to check one's devices and wait there: from ten minutes before until nobody
 * may start it any more. `now` in ms.
 */
export function entranceOpen(
  lesson: Pick<LessonView, 'state' | 'startsAt' | 'durationMin'>,
  now: number,
): boolean {
  if (lesson.state === 'live') return true;
  const start = Date.parse(lesson.startsAt);
  return (
    lesson.state === 'scheduled' &&
    now >= start - ENTRANCE_MS &&
    now < start + lesson.durationMin * MINUTE_MS + LATE_START_MS
  );
}

/** What this user can do in a lesson now. What the server allows comes first; students may then wait in the lobby. */
export function actionOf(
  lesson: Pick<LessonView, 'mayJoin' | 'mayStart' | 'myPart' | 'state' | 'startsAt' | 'durationMin'>,
  now: number,
): LessonAction | null {
  if (lesson.mayJoin) return 'enter';
  if (lesson.mayStart) return 'start';
  return lesson.myPart === 'student' && entranceOpen(lesson, now) ? 'enter' : null;
}

/**
 * The lesson that a page puts first: one that can be entered, else one that can be started, else the first that was
 * not cancelled. `now` in ms.
 */
export function featuredOf(lessons: readonly LessonView[], now: number): LessonView | undefined {
  return (
    lessons.find((lesson) => actionOf(lesson, now) === 'enter') ??
    lessons.find((lesson) => actionOf(lesson, now) === 'start') ??
    lessons.find(({ state }) => state !== 'cancelled')
  );
}

export type Countdown =
  { kind: 'days' | 'hours' | 'minutes' | 'late' | 'liveSince'; n: number } | { kind: 'soon' | 'liveJust' };

/** How far a lesson is from its start, or how long it has been live; null once it is over. `now` in ms. */
export function countdownOf(
  lesson: Pick<LessonView, 'state' | 'startsAt' | 'startedAt'>,
  now: number,
): Countdown | null {
  if (lesson.state === 'live') return liveFor(now - Date.parse(lesson.startedAt ?? lesson.startsAt));
  if (lesson.state !== 'scheduled') return null;
  const untilMs = Date.parse(lesson.startsAt) - now;
  if (untilMs >= 2 * DAY_MS) return { kind: 'days', n: Math.round(untilMs / DAY_MS) };
  if (untilMs > 90 * MINUTE_MS) return { kind: 'hours', n: Math.round(untilMs / HOUR_MS) };
  if (untilMs > 0) return { kind: 'minutes', n: Math.ceil(untilMs / MINUTE_MS) };
  return untilMs > -MINUTE_MS ? { kind: 'soon' } : { kind: 'late', n: Math.floor(-untilMs / MINUTE_MS) };
}

/** Whether a lesson starts so soon that a list should count down to it, not only tell its time. */
export function startsSoon(lesson: Pick<LessonView, 'startsAt'>, now: number): boolean {
  return Date.parse(lesson.startsAt) - now < SOON_MS;
}

function liveFor(ms: number): Countdown {
  return ms < MINUTE_MS ? { kind: 'liveJust' } : { kind: 'liveSince', n: Math.floor(ms / MINUTE_MS) };
}

/** How soon to ask the server again, so that a start is seen within seconds and idle pages stay quiet. */
export function refreshMs(lessons: readonly Pick<LessonView, 'state' | 'startsAt'>[], now: number): number {
  const stirring = lessons.some(
    (lesson) =>
      lesson.state === 'live' ||
      (lesson.state === 'scheduled' && Date.parse(lesson.startsAt) - now <= ABOUT_TO_START_MS),
  );
  return stirring ? FAST_REFRESH_MS : SLOW_REFRESH_MS;
}
