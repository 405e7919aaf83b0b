import type { LeaveReason } from '@seodang/contracts/attendance';

/** A loss of the network, of the media server or of a connection whose right to speak changed is bridged if no longer. */
export const BRIDGED_GAP_MS = 60_000;

/** One connection's presence; `leftAt` null means still there. Epoch milliseconds in UTC. */
export interface Span {
  readonly joinedAt: number;
  readonly leftAt: number | null;
  readonly reason: LeaveReason | null;
}

/** A lesson's own time; `endedAt` null while it goes on. */
export interface LessonTime {
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** A stretch of presence after devices were united and short losses bridged. */
export interface Interval extends Span {
  readonly reconnects: number;
}

/**
 * Turns a person's connections into stretches of presence inside the lesson.
 *
 * Connections that overlap (two devices) become one stretch. A gap after lost network or a failed media server is bridged
 * when it lasted at most 60 s, and counted in `reconnects`; so is, without being counted, one that a change of the right
 * to speak brought about. A gap after somebody left on purpose never is.
 * What lies outside the lesson is cut off; who was still there at its end left with it.
 *
 * @param spans Camera connections of one person in any order; a shared screen is not presence of its own.
 * @returns Stretches by time, which neither touch nor overlap; only the last may be open, and only while the lesson is.
 * @see docs/adr/0007-attendance-from-spans.md
 */
export function toIntervals(spans: readonly Span[], lesson: LessonTime): Interval[] {
  const inside = spans.flatMap((span) => cutTo(lesson, span)).sort(byTime);
  const intervals: Interval[] = [];
  for (const span of inside) {
    const last = intervals.at(-1);
    if (last && continues(last, span)) intervals[intervals.length - 1] = stitched(last, span);
    else intervals.push({ ...span, reconnects: 0 });
  }
  return intervals;
}

/**
 * Whole seconds of presence, rounded down; never more than the lesson's length.
 *
 * @param intervals As `toIntervals` gives them.
 * @param now Ends the stretch that is still open, epoch milliseconds.
 */
export function presentSeconds(intervals: readonly Interval[], now: number): number {
  const totalMs = intervals.reduce(
    (sum, { joinedAt, leftAt }) => sum + Math.max(0, (leftAt ?? now) - joinedAt),
    0,
  );
  return Math.floor(totalMs / 1000);
}

function cutTo(lesson: LessonTime, span: Span): Span[] {
  const { startedAt, endedAt } = lesson;
  const joinedAt = Math.max(span.joinedAt, startedAt);
  const outlived = endedAt !== null && (span.leftAt === null || span.leftAt >= endedAt);
  const cut: Span = outlived ? { joinedAt, leftAt: endedAt, reason: 'lesson-ended' } : { ...span, joinedAt };
  return cut.leftAt !== null && cut.leftAt <= joinedAt ? [] : [cut];
}

function byTime(a: Span, b: Span): number {
  return (
    a.joinedAt - b.joinedAt ||
    (a.leftAt ?? Infinity) - (b.leftAt ?? Infinity) ||
    (a.reason ?? '').localeCompare(b.reason ?? '')
  );
}

function continues(last: Span, next: Span): boolean {
  if (last.leftAt === null || next.joinedAt <= last.leftAt) return true;
  const isBridged = isLoss(last.reason) || last.reason === 'speaking-changed';
  return isBridged && next.joinedAt - last.leftAt <= BRIDGED_GAP_MS;
}

function stitched(last: Interval, next: Span): Interval {
  const outlasts = last.leftAt !== null && (next.leftAt === null || next.leftAt >= last.leftAt);
  const reconnects = last.reconnects + (outlasts && isLoss(last.reason) ? 1 : 0);
  const { leftAt, reason } = outlasts ? next : last;
  return { joinedAt: last.joinedAt, leftAt, reason, reconnects };
}

function isLoss(reason: LeaveReason | null): boolean {
  return reason === 'network-lost' || reason === 'media-failed';
}
