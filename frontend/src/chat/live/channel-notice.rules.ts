import type { ChannelState } from '../../shared/live-channel/index.js';

/** A connection that is back within two seconds is nobody's business. */
const QUIET_MS = 2_000;

/** What to say about the connection; null when nothing. `retryInSec` is null while it is being tried. */
export function channelNotice(state: ChannelState, nowMs: number): { retryInSec: number | null } | null {
  if (state.phase === 'waiting') {
    const isQuiet = state.lostAtMs !== null && nowMs - state.lostAtMs < QUIET_MS;
    return isQuiet ? null : { retryInSec: Math.max(0, Math.ceil((state.retryAtMs - nowMs) / 1000)) };
  }
  const isBack =
    state.phase === 'connecting' && state.lostAtMs !== null && nowMs - state.lostAtMs >= QUIET_MS;
  return isBack ? { retryInSec: null } : null;
}
