import type { AttendanceView, PersonAttendance, PresenceInterval } from '@seodang/contracts/attendance';

export interface Span {
  fromMs: number;
  toMs: number;
}

/** When the lesson was held, until `nowMs` while it goes on; null before it started. */
export function spanOf(view: Pick<AttendanceView, 'startedAt' | 'endedAt'>, nowMs: number): Span | null {
  if (view.startedAt === null) return null;
  const fromMs = Date.parse(view.startedAt);
  return { fromMs, toMs: Math.max(fromMs, view.endedAt === null ? nowMs : Date.parse(view.endedAt)) };
}

export interface Bar {
  /** Per cent of the span from its left edge. */
  leftPct: number;
  /** At least one per cent, so that a short visit can be seen. */
  widthPct: number;
}

const MIN_WIDTH_PCT = 1;

/** Where a stretch of presence lies in the lesson; what is outside the lesson is cut off, null when all of it is. */
export function barOf(interval: Pick<PresenceInterval, 'joinedAt' | 'leftAt'>, span: Span): Bar | null {
  const from = Math.max(Date.parse(interval.joinedAt), span.fromMs);
  const to = Math.min(interval.leftAt === null ? span.toMs : Date.parse(interval.leftAt), span.toMs);
  const length = span.toMs - span.fromMs;
  if (to < from || length === 0) return null;
  const widthPct = Math.min(100, Math.max(MIN_WIDTH_PCT, ((to - from) / length) * 100));
  return { leftPct: Math.min(((from - span.fromMs) / length) * 100, 100 - widthPct), widthPct };
}

/** The instructor first, then by name as the language sorts it. */
export function inOrder(people: readonly PersonAttendance[], locale: string): PersonAttendance[] {
  const byName = new Intl.Collator(locale);
  const rank = (person: PersonAttendance) => (person.part === 'instructor' ? 0 : 1);
  return people.toSorted((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name));
}

export function hasCome(person: Pick<PersonAttendance, 'intervals'>): boolean {
  return person.intervals.length > 0;
}

/** How many of the students came, and how long those who came were there on average, in whole seconds. */
export function totalsOf(people: readonly PersonAttendance[]) {
  const students = people.filter((person) => person.part === 'student');
  const came = students.filter(hasCome);
  const presentSec = came.reduce((sum, person) => sum + person.presentSec, 0);
  return {
    students: students.length,
    came: came.length,
    averageSec: came.length === 0 ? 0 : Math.round(presentSec / came.length),
  };
}
