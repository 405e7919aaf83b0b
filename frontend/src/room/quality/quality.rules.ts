import type { Counters, Traffic } from '../media/media-port.js';

/** How the network is doing between two looks at it. */
export interface Link {
  readonly rttMs: number | null;
  /** Share of packets that did not arrive, 0 to 1. */
  readonly lossUp: number;
  readonly lossDown: number;
  readonly upKbps: number;
  readonly downKbps: number;
  /** What the browser believes that it may send; null while it does not send. */
  readonly mayKbps: number | null;
  readonly limitedBy: Traffic['limitedBy'];
}

export type Trouble = 'upload' | 'download' | 'delay';

/** Bars from 1 (hardly usable) to 4 (good), and what holds them down. */
export interface Grade {
  readonly bars: 1 | 2 | 3 | 4;
  readonly trouble: Trouble | null;
}

export const GOOD: Grade = { bars: 4, trouble: null };

/** Below this even sound and a small picture are squeezed. */
const SLOW_UPLOAD_KBPS = 150;

/** Bounds of 4, 3 and 2 bars. @see ITU-T G.114 for delay; loss beyond 5 % is heard in Opus in spite of its FEC */
const BOUNDS = { rttMs: [150, 300, 600], loss: [0.02, 0.05, 0.15] } as const;

/**
 * The link between two readings of the counters.
 *
 * @param sec Time between the two, more than 0. A counter that went back (a new peer) counts from zero.
 */
export function linkBetween(before: Traffic, after: Traffic, sec: number): Link {
  const up = difference(before.up, after.up);
  const down = difference(before.down, after.down);
  return {
    rttMs: after.rttMs,
    lossUp: share(up.lost, up.packets),
    lossDown: share(down.lost, down.packets + down.lost),
    upKbps: (up.bytes * 8) / 1000 / sec,
    downKbps: (down.bytes * 8) / 1000 / sec,
    mayKbps: after.mayKbps,
    limitedBy: after.limitedBy,
  };
}

export function gradeOf(link: Link): Grade {
  const byTrouble: readonly (readonly [Trouble, Grade['bars']])[] = [
    ['upload', slowUpload(link) ? 2 : barsOf(link.lossUp, BOUNDS.loss)],
    ['download', barsOf(link.lossDown, BOUNDS.loss)],
    ['delay', barsOf(link.rttMs ?? 0, BOUNDS.rttMs)],
  ];
  return byTrouble.reduce<Grade>(
    (worst, [trouble, bars]) => (bars < worst.bars ? { bars, trouble } : worst),
    GOOD,
  );
}

function slowUpload({ mayKbps, limitedBy }: Link): boolean {
  return limitedBy === 'bandwidth' && mayKbps !== null && mayKbps < SLOW_UPLOAD_KBPS;
}

function barsOf(value: number, [four, three, two]: readonly [number, number, number]): Grade['bars'] {
  if (value <= four) return 4;
  if (value <= three) return 3;
  return value <= two ? 2 : 1;
}

function difference(before: Counters, after: Counters): Counters {
  const since = (key: keyof Counters) => (after[key] >= before[key] ? after[key] - before[key] : after[key]);
  return { packets: since('packets'), lost: since('lost'), bytes: since('bytes') };
}

function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, part / whole);
}
