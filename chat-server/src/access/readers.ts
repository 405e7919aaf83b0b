import type { UserId } from '@seodang/contracts/ids';
import type { Peer } from '../broker/application.js';

/** Who reads which topic at this replica. */
export class Readers {
  readonly #topics = new Map<string, Map<UserId, Map<Peer, number>>>();
  readonly #byPeer = new Map<Peer, Map<string, number>>();
  readonly #byUser = new Map<UserId, Set<Peer>>();

  /** @returns whether nobody read it before */
  add(peer: Peer, topic: string): boolean {
    const isFirst = !this.#topics.has(topic);
    const people = this.#topics.get(topic) ?? new Map<UserId, Map<Peer, number>>();
    const peers = people.get(peer.person.userId) ?? new Map<Peer, number>();
    const topics = this.#byPeer.get(peer) ?? new Map<string, number>();
    const times = (peers.get(peer) ?? 0) + 1;
    this.#topics.set(topic, people);
    people.set(peer.person.userId, peers);
    peers.set(peer, times);
    this.#byPeer.set(peer, topics);
    topics.set(topic, times);
    const connections = this.#byUser.get(peer.person.userId) ?? new Set<Peer>();
    this.#byUser.set(peer.person.userId, connections.add(peer));
    return isFirst;
  }

  /** @returns whether nobody reads it any more */
  remove(peer: Peer, topic: string): boolean {
    const times = this.#byPeer.get(peer)?.get(topic) ?? 0;
    if (times > 1) {
      this.#byPeer.get(peer)?.set(topic, times - 1);
      this.#topics
        .get(topic)
        ?.get(peer.person.userId)
        ?.set(peer, times - 1);
      return false;
    }
    return this.#drop(peer, topic);
  }

  /** @returns the topics that nobody reads any more */
  leave(peer: Peer): string[] {
    const topics = [...(this.#byPeer.get(peer)?.keys() ?? [])];
    const empty = topics.filter((topic) => this.#drop(peer, topic));
    this.#byPeer.delete(peer);
    const others = this.#byUser.get(peer.person.userId);
    others?.delete(peer);
    if (others?.size === 0) this.#byUser.delete(peer.person.userId);
    return empty;
  }

  /** All subscriptions of a person to a topic. @returns whether nobody reads it any more */
  removePerson(userId: UserId, topic: string): boolean {
    let isEmpty = false;
    for (const peer of [...(this.#topics.get(topic)?.get(userId)?.keys() ?? [])]) {
      isEmpty = this.#drop(peer, topic);
    }
    return isEmpty;
  }

  /** Whether anybody reads it. */
  has(topic: string): boolean {
    return this.#topics.has(topic);
  }

  of(topic: string): UserId[] {
    return [...(this.#topics.get(topic)?.keys() ?? [])];
  }

  reads(userId: UserId, topic: string): boolean {
    return this.#topics.get(topic)?.has(userId) ?? false;
  }

  topics(): string[] {
    return [...this.#topics.keys()];
  }

  /** What a person reads, on all their connections here. */
  topicsOf(userId: UserId): string[] {
    const peers = [...(this.#byUser.get(userId) ?? [])];
    return [...new Set(peers.flatMap((peer) => [...(this.#byPeer.get(peer)?.keys() ?? [])]))];
  }

  #drop(peer: Peer, topic: string): boolean {
    const people = this.#topics.get(topic);
    const peers = people?.get(peer.person.userId);
    this.#byPeer.get(peer)?.delete(topic);
    if (!people || !peers?.delete(peer)) return false;
    if (peers.size === 0) people.delete(peer.person.userId);
    if (people.size > 0) return false;
    this.#topics.delete(topic);
    return true;
  }
}
