import type { ReplayView } from '@seodang/contracts/replay';

/** Whoever left so near to the end has seen it, and so near to the beginning has not begun. */
const NEAR_MS = 10_000;

/**
 * Where a replay begins: at the time that its address names (`t`, in seconds of the replay), else where it was left.
 *
 * @returns `positionMs`, and whether that is where it was left.
 */
export function beginOf(
  { trim, progress }: Pick<ReplayView, 'trim' | 'progress'>,
  t: unknown,
): { positionMs: number; isResumed: boolean } {
  const { startMs, endMs } = trim;
  const named = typeof t === 'string' && /^\d{1,6}$/.test(t) ? startMs + Number(t) * 1000 : null;
  if (named !== null && named < endMs) return { positionMs: named, isResumed: false };
  const left = progress?.positionMs ?? startMs;
  if (left < startMs + NEAR_MS || left > endMs - NEAR_MS) return { positionMs: startMs, isResumed: false };
  return { positionMs: left, isResumed: true };
}
