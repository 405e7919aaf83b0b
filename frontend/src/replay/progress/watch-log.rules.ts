import type { WatchedRange } from '@seodang/contracts/replay';
import { MOST_RANGES } from '@seodang/contracts/replay';

/** What was watched and not told to the server yet, and where one is. */
export interface WatchLog {
  readonly ranges: readonly WatchedRange[];
  readonly atMs: number | null;
}

export const emptyLog: WatchLog = { ranges: [], atMs: null };

/** A step of the clock longer than this, at double speed, was a jump. */
const LONGEST_STEP_MS = 2_500;

/** The log after the player was seen playing at a place. */
export function withPlace(log: WatchLog, atMs: number): WatchLog {
  const from = log.atMs;
  if (from === null || atMs <= from || atMs - from > LONGEST_STEP_MS) return { ...log, atMs };
  const last = log.ranges.at(-1);
  const ranges =
    last?.toMs === from
      ? [...log.ranges.slice(0, -1), { fromMs: last.fromMs, toMs: atMs }]
      : [...log.ranges, { fromMs: from, toMs: atMs }];
  return { ranges: ranges.slice(-MOST_RANGES), atMs };
}

/** Whatever plays next begins anew: paused, or moved elsewhere. */
export const withPause = (log: WatchLog): WatchLog => ({ ...log, atMs: null });

/** Puts back what could not be told, before what came since. */
export function withUntold(log: WatchLog, untold: readonly WatchedRange[]): WatchLog {
  return { ...log, ranges: [...untold, ...log.ranges].slice(-MOST_RANGES) };
}
