import type { IceCandidate } from '../session/media-port.js';

const MOST_PER_PEER = 64;
const MOST_PEERS = 64;

/** Candidates of one connection that came before their peer; a flood falls off the end. */
export class WaitingCandidates {
  readonly #byPeer = new Map<string, IceCandidate[]>();

  /** @returns Whether there was room for it. */
  add(peer: string, candidate: IceCandidate): boolean {
    const waiting = this.#byPeer.get(peer) ?? [];
    if (waiting.length >= MOST_PER_PEER) return false;
    if (waiting.length === 0 && this.#byPeer.size >= MOST_PEERS) return false;
    this.#byPeer.set(peer, [...waiting, candidate]);
    return true;
  }

  /** Takes out what waits for a peer, in the order of arrival. */
  take(peer: string): readonly IceCandidate[] {
    const waiting = this.#byPeer.get(peer) ?? [];
    this.#byPeer.delete(peer);
    return waiting;
  }
}
