import type { AttendanceView, PersonAttendance } from '@seodang/contracts/attendance';
import type { LessonCard, LessonPerson } from '../lessons/index.js';
import { presentSeconds, toIntervals, type Interval, type LessonTime } from './attendance.rules.js';
import type { PresenceRow } from './attendance-span.model.js';

export interface AttendanceRows {
  readonly lesson: Pick<LessonCard, 'id' | 'startedAt' | 'endedAt'>;
  readonly people: readonly LessonPerson[];
  readonly presence: readonly PresenceRow[];
}

/** Everybody in `people`, whether they came or not, and then whoever came without being among them any more. */
export function toAttendanceView({ lesson, people, presence }: AttendanceRows, now: Date): AttendanceView {
  const { startedAt, endedAt } = lesson;
  const byUser = groupByUser(presence);
  const listed = new Set(people.map(({ userId }) => userId));
  const others = [...byUser].flatMap(([userId, [first]]): LessonPerson[] =>
    first && !listed.has(userId) ? [{ userId, name: first.name, part: 'student' }] : [],
  );
  const time = startedAt && { startedAt: startedAt.getTime(), endedAt: endedAt?.getTime() ?? null };
  return {
    lessonId: lesson.id,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    people: [...people, ...others].map((person) =>
      toPerson(person, time ? intervalsOf(byUser.get(person.userId) ?? [], time) : [], now),
    ),
  };
}

function groupByUser(presence: readonly PresenceRow[]): Map<PresenceRow['userId'], PresenceRow[]> {
  const byUser = new Map<PresenceRow['userId'], PresenceRow[]>();
  for (const row of presence) {
    const rows = byUser.get(row.userId);
    if (rows) rows.push(row);
    else byUser.set(row.userId, [row]);
  }
  return byUser;
}

function intervalsOf(rows: readonly PresenceRow[], time: LessonTime): Interval[] {
  const spans = rows.map(({ joinedAt, leftAt, reason }) => ({
    joinedAt: joinedAt.getTime(),
    leftAt: leftAt?.getTime() ?? null,
    reason,
  }));
  return toIntervals(spans, time);
}

function toPerson(
  { userId, name, part }: LessonPerson,
  intervals: readonly Interval[],
  now: Date,
): PersonAttendance {
  const presentSec = presentSeconds(intervals, now.getTime());
  return {
    userId,
    name,
    part,
    presentMin: Math.floor(presentSec / 60),
    presentSec,
    intervals: intervals.map(({ joinedAt, leftAt, reason, reconnects }) => ({
      joinedAt: new Date(joinedAt).toISOString(),
      leftAt: leftAt === null ? null : new Date(leftAt).toISOString(),
      reason,
      reconnects,
    })),
  };
}
