import type { PresenceInterval } from '@seodang/contracts/attendance';
import type { ReplayView } from '@seodang/contracts/replay';

/** A part of a recording, in positions of it. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whoever was away for less has missed nothing worth looking up. */
const SHORTEST_MS = 15_000;

/**
 * The parts of a replay during which somebody was not in the lesson.
 *
 * @param intervals When they were there, in any order; none means never. `leftAt` null: until the end.
 * @param replay    The time of day of position 0, and the part that can be watched.
 */
export function missedOf(
  intervals: readonly Pick<PresenceInterval, 'joinedAt' | 'leftAt'>[],
  replay: Pick<ReplayView, 'startedAt' | 'trim'>,
): Stretch[] {
  const zero = Date.parse(replay.startedAt);
  const { startMs, endMs } = replay.trim;
  const there = intervals
    .map(({ joinedAt, leftAt }) => ({
      fromMs: Date.parse(joinedAt) - zero,
      toMs: leftAt === null ? endMs : Date.parse(leftAt) - zero,
    }))
    .toSorted((a, b) => a.fromMs - b.fromMs);

  const missed: Stretch[] = [];
  let seenUpTo = startMs;
  for (const { fromMs, toMs } of [...there, { fromMs: endMs, toMs: endMs }]) {
    const until = Math.min(fromMs, endMs);
    if (until - seenUpTo >= SHORTEST_MS) missed.push({ fromMs: seenUpTo, toMs: until });
    seenUpTo = Math.max(seenUpTo, toMs);
  }
  return missed;
}

export const lengthOf = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

/**
 * Where to go on when only some parts are to be played: null to stay, a position to jump to, `end` behind the last of them.
 */
export function nextWithin(stretches: readonly Stretch[], atMs: number): number | 'end' | null {
  if (stretches.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)) return null;
  return stretches.find(({ fromMs }) => fromMs > atMs)?.fromMs ?? 'end';
}
