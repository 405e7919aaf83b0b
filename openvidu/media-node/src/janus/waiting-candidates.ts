import type { IceCandidate } from '../session/media-port.js';

export const MOST_PER_PEER = 64;
export const MOST_IN_ALL = 512;

/** Candidates of one connection that came before their peers; a flood falls off the end. */
export class WaitingCandidates {
  readonly #byPeer = new Map<string, IceCandidate[]>();
  #count = 0;

  add(peer: string, candidate: IceCandidate): void {
    const waiting = this.#byPeer.get(peer) ?? [];
    if (waiting.length >= MOST_PER_PEER || this.#count >= MOST_IN_ALL) return;
    this.#byPeer.set(peer, waiting);
    waiting.push(candidate);
    this.#count += 1;
  }

  /** Takes out what waits for a peer, in the order of arrival. */
  take(peer: string): readonly IceCandidate[] {
    const waiting = this.#byPeer.get(peer) ?? [];
    this.#byPeer.delete(peer);
    this.#count -= waiting.length;
    return waiting;
  }
}
