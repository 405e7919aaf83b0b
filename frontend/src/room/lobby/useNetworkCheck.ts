import { onScopeDispose, shallowRef } from 'vue';
import { reachable } from '../media/reachable.js';
import type { NetworkFinding } from './checks.rules.js';

export interface NetworkCheckDeps {
  /** Any small answer of the API. */
  readonly ask: () => Promise<unknown>;
  /** Whether the lesson's live connection can be opened. */
  readonly reachesSocket: () => Promise<boolean>;
  readonly now: () => number;
}

/** The quickest of a few is the way itself; the others also waited for a busy server or a cold connection. */
const ROUNDS = 4;

/** The API this page came from, and the socket of the media server beside it. */
export function browserNetwork(ask: () => Promise<unknown>): NetworkCheckDeps {
  const { protocol, host } = location;
  const socket = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/openvidu`;
  return { ask, reachesSocket: () => reachable(socket), now: () => performance.now() };
}

/**
 * Measures the way to the server. Whether media itself gets through is known only once one is inside, because a media
 * server names its relays to nobody before.
 *
 * @see docs/adr/0019-checking-the-way-before-a-lesson.md
 */
export function useNetworkCheck({ ask, reachesSocket, now }: NetworkCheckDeps) {
  const finding = shallowRef<NetworkFinding>({ kind: 'measuring' });
  let over = false;
  onScopeDispose(() => {
    over = true;
  });

  async function measure(): Promise<NetworkFinding> {
    let rttMs = Infinity;
    for (let round = 0; round < ROUNDS; round += 1) {
      const askedAt = now();
      try {
        await ask();
      } catch {
        return { kind: 'no-api' };
      }
      rttMs = Math.min(rttMs, now() - askedAt);
    }
    return (await reachesSocket()) ? { kind: 'reached', rttMs: Math.round(rttMs) } : { kind: 'no-socket' };
  }

  async function check(): Promise<void> {
    finding.value = { kind: 'measuring' };
    const found = await measure();
    if (!over) finding.value = found;
  }

  return { finding, check };
}
