import type { UserId } from '@seodang/contracts/ids';
import { randomBytes } from 'node:crypto';
import { AppError } from '@seodang/server-kit/errors';
import type { Message } from '../stomp/serialise.js';
import type { Outlet, Peer } from './application.js';
import { Channels } from './channels.js';
import type { StompMetrics } from './metrics.js';

/** One who said who it is, and can be written to. */
export interface Listener {
  readonly peer: Peer | null;
  /** To each of its subscriptions to the message's destination. */
  deliver(message: Message): void;
  endSubscriptionsTo(destination: string): void;
  dismiss(error: Error): void;
}

/** Who is connected to this replica, what they read, and how it gets to them. */
export class Broker implements Outlet {
  readonly channels: Channels;
  readonly #metrics: StompMetrics;
  readonly #byPeer = new Map<string, Listener>();
  readonly #byUser = new Map<UserId, Set<Listener>>();
  /** Makes message ids unique among replicas and restarts. */
  readonly #origin = randomBytes(6).toString('base64url');
  #messages = 0;

  constructor(metrics: StompMetrics) {
    this.#metrics = metrics;
    this.channels = new Channels((deliveries) => {
      metrics.delivered.add(deliveries);
    });
  }

  publish(destination: string, body: string): void {
    if (!this.channels.isRead(destination)) return;
    this.#metrics.published.add(1);
    this.channels.publish(this.toMessage(destination, body));
  }

  publishTo(userId: UserId, destination: string, body: string): void {
    const listeners = this.#byUser.get(userId);
    if (listeners === undefined) return;
    this.channels.flush(destination);
    const message = this.toMessage(destination, body);
    for (const listener of listeners) listener.deliver(message);
  }

  publishToPeer(peer: Peer, destination: string, body: string): void {
    const listener = this.#byPeer.get(peer.id);
    if (listener === undefined) return;
    this.channels.flush(destination);
    listener.deliver(this.toMessage(destination, body));
  }

  isRead(destination: string): boolean {
    return this.channels.isRead(destination);
  }

  *peers(): Iterable<Peer> {
    for (const { peer } of this.#byPeer.values()) if (peer) yield peer;
  }

  endSubscriptions(userId: UserId, destination: string): void {
    for (const listener of this.#byUser.get(userId) ?? []) listener.endSubscriptionsTo(destination);
  }

  close(peer: Peer, code: 'auth.expired' | 'auth.forbidden' | 'chat.unavailable'): void {
    this.#byPeer.get(peer.id)?.dismiss(new AppError(code));
  }

  toMessage(destination: string, body: string): Message {
    this.#messages += 1;
    const id = `${this.#origin}-${this.#messages.toString(36)}`;
    return { id, destination, body, bodyBytes: Buffer.byteLength(body) };
  }

  countRefusal(code: string): void {
    this.#metrics.refused.inc({ code });
  }

  join(peer: Peer, listener: Listener): void {
    this.#byPeer.set(peer.id, listener);
    const { userId } = peer.person;
    const others = this.#byUser.get(userId);
    if (others) others.add(listener);
    else this.#byUser.set(userId, new Set([listener]));
  }

  leave(peer: Peer, listener: Listener): void {
    this.#byPeer.delete(peer.id);
    const { userId } = peer.person;
    const others = this.#byUser.get(userId);
    others?.delete(listener);
    if (others?.size === 0) this.#byUser.delete(userId);
  }
}
