import type { Trim } from '@seodang/contracts/recordings';

/** The shortest that may be left; the server's own rule. */
export const SHORTEST_MS = 1_000;

export interface Cut {
  readonly startMs: number;
  readonly endMs: number;
}

/** The cut of a recording, with its ends where nothing is cut off. */
export function cutOf({ startMs, endMs }: Trim, durationMs: number): Cut {
  return { startMs: startMs ?? 0, endMs: endMs ?? durationMs };
}

/** As the server takes it: ends that cut nothing off are none. */
export function trimOf({ startMs, endMs }: Cut, durationMs: number): Trim {
  return { startMs: startMs <= 0 ? null : startMs, endMs: endMs >= durationMs ? null : endMs };
}

/** The cut with one of its ends moved, as far as the other end and the recording allow. */
export function withEnd(cut: Cut, end: keyof Cut, toMs: number, durationMs: number): Cut {
  const at = Math.round(toMs);
  if (end === 'startMs') {
    return { ...cut, startMs: Math.max(0, Math.min(at, cut.endMs - SHORTEST_MS)) };
  }
  return { ...cut, endMs: Math.min(durationMs, Math.max(at, cut.startMs + SHORTEST_MS)) };
}

/** The outline of a sound, drawn from its peaks (0 to 100) into a box of `steps` by 100. */
export function outlineOf(peaks: readonly number[], steps: number): string {
  if (peaks.length === 0) return '';
  const each = peaks.length / steps;
  const tops = Array.from({ length: steps }, (_, at) => {
    const part = peaks.slice(
      Math.floor(at * each),
      Math.max(Math.floor(at * each) + 1, Math.floor((at + 1) * each)),
    );
    return Math.max(0, ...part);
  });
  const up = tops.map((peak, at) => `${at},${50 - peak / 2}`);
  const down = tops.map((peak, at) => `${at},${50 + peak / 2}`).toReversed();
  return `M${[...up, ...down].join('L')}Z`;
}
