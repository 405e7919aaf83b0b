import type { CameraLimit } from '../media/media-port.js';
import type { Link } from './quality.rules.js';

/**
 * How much of one's own picture is sent. Sound is never on the ladder: the picture goes before the sound suffers.
 * Quickly down, slowly up; a step up that failed makes the next one wait longer.
 */
export interface Rung extends CameraLimit {
  /** With less than this the rung cannot be held. */
  readonly needsKbps: number;
}

export const RUNGS: readonly Rung[] = [
  { maxHeight: 720, maxKbps: 1_500, needsKbps: 700 },
  { maxHeight: 360, maxKbps: 600, needsKbps: 250 },
  { maxHeight: 180, maxKbps: 200, needsKbps: 90 },
];
/** Below the last rung the picture is left out. */
export const NO_PICTURE = RUNGS.length;

const BAD_LOSS = 0.08;
const GOOD_LOSS = 0.02;
const GOOD_RTT_MS = 400;
const DOWN_AFTER_MS = 4_000;
const UP_AFTER_MS = 20_000;
const LONGEST_WAIT_MS = 120_000;
/** A step up that is taken back within this time was too early. */
const PROVEN_AFTER_MS = 15_000;

export interface Ladder {
  /** Index into {@link RUNGS}, or {@link NO_PICTURE}. */
  readonly rung: number;
  /** The highest rung that the camera is good for. */
  readonly top: number;
  readonly badSinceMs: number | null;
  readonly goodSinceMs: number | null;
  readonly climbedAtMs: number | null;
  /** How long all has to be well before the next step up. */
  readonly patienceMs: number;
}

/** @param top 0 for a camera of 720 lines, 1 for one of 360. */
export function ladderFrom(top: number): Ladder {
  return { rung: top, top, badSinceMs: null, goodSinceMs: null, climbedAtMs: null, patienceMs: UP_AFTER_MS };
}

/** What to send on this rung; null when nothing has to be held back. */
export function limitOf({ rung, top }: Ladder): CameraLimit | null {
  const { maxHeight, maxKbps } = RUNGS[rung] ?? { maxHeight: 0, maxKbps: 0 };
  return rung === top ? null : { maxHeight, maxKbps };
}

/** The next look at the link. Gives the same object while nothing changes. */
export function climb(ladder: Ladder, link: Link, nowMs: number): Ladder {
  if (isBad(ladder, link)) return whileBad(ladder, nowMs);
  if (isGood(ladder, link)) return whileGood(ladder, nowMs);
  if (ladder.badSinceMs === null && ladder.goodSinceMs === null) return ladder;
  return { ...ladder, badSinceMs: null, goodSinceMs: null };
}

function isBad({ rung }: Ladder, { lossUp, limitedBy, mayKbps }: Link): boolean {
  const held = RUNGS[rung];
  if (held === undefined) return false;
  const starved = limitedBy === 'bandwidth' && mayKbps !== null && mayKbps < held.needsKbps;
  // A slow machine is helped by a smaller picture, but not by none.
  const tooMuchWork = limitedBy === 'cpu' && rung < RUNGS.length - 1;
  return lossUp > BAD_LOSS || starved || tooMuchWork;
}

function isGood({ rung }: Ladder, { lossUp, rttMs, limitedBy, mayKbps }: Link): boolean {
  const above = RUNGS[rung - 1];
  if (above === undefined) return false;
  // What a browser believes about a path is worth little while it sends next to nothing over it.
  const hasRoom = rung === NO_PICTURE || mayKbps === null || mayKbps >= above.needsKbps;
  return lossUp <= GOOD_LOSS && (rttMs ?? 0) <= GOOD_RTT_MS && limitedBy !== 'cpu' && hasRoom;
}

function whileBad(ladder: Ladder, nowMs: number): Ladder {
  const badSinceMs = ladder.badSinceMs ?? nowMs;
  if (nowMs - badSinceMs < DOWN_AFTER_MS) return { ...ladder, badSinceMs, goodSinceMs: null };
  const { climbedAtMs, patienceMs } = ladder;
  const wasTooEarly = climbedAtMs !== null && nowMs - climbedAtMs < PROVEN_AFTER_MS;
  return {
    ...ladder,
    rung: ladder.rung + 1,
    badSinceMs: null,
    goodSinceMs: null,
    climbedAtMs: null,
    patienceMs: wasTooEarly ? Math.min(patienceMs * 2, LONGEST_WAIT_MS) : patienceMs,
  };
}

function whileGood(ladder: Ladder, nowMs: number): Ladder {
  if (ladder.rung <= ladder.top) return ladder;
  const goodSinceMs = ladder.goodSinceMs ?? nowMs;
  if (nowMs - goodSinceMs < ladder.patienceMs) return { ...ladder, goodSinceMs, badSinceMs: null };
  return { ...ladder, rung: ladder.rung - 1, badSinceMs: null, goodSinceMs: null, climbedAtMs: nowMs };
}
