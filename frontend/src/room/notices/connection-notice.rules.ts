import { isInside, type SessionState } from '../media/session.rules.js';

/** What to say about the connection. Short troubles pass without a word. */
export type ConnectionNotice =
  | { readonly kind: 'none' }
  | { readonly kind: 'unstable' }
  | {
      readonly kind: 'reconnecting';
      readonly seconds: number;
      readonly attempt: number;
      readonly canTryNow: boolean;
    };

const NONE: ConnectionNotice = { kind: 'none' };
const UNSTABLE: ConnectionNotice = { kind: 'unstable' };

export const UNSTABLE_AFTER_MS = 2_000;
export const RECONNECTING_AFTER_MS = 5_000;

/**
 * @param unansweredSinceMs since when the server has not answered although the media socket seems alive, else null.
 */
export function connectionNotice(
  state: SessionState,
  unansweredSinceMs: number | null,
  nowMs: number,
): ConnectionNotice {
  if (!isInside(state)) return NONE;
  const silentMs = waitedMs(unansweredSinceMs, nowMs);
  if (state.phase === 'live') return silentMs < UNSTABLE_AFTER_MS ? NONE : UNSTABLE;
  const lostMs = Math.max(waitedMs(state.sinceMs, nowMs), silentMs);
  if (lostMs < RECONNECTING_AFTER_MS) return lostMs < UNSTABLE_AFTER_MS ? NONE : UNSTABLE;
  const [attempt, nextTryAtMs] =
    state.phase === 'rejoining' ? [state.attempt, state.nextTryAtMs] : [1, nowMs];
  return {
    kind: 'reconnecting',
    seconds: Math.floor(lostMs / 1000),
    attempt,
    canTryNow: nextTryAtMs !== null,
  };
}

function waitedMs(sinceMs: number | null, nowMs: number): number {
  return sinceMs === null ? 0 : nowMs - sinceMs;
}
