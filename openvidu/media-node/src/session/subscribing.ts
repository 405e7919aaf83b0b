import type { Connection } from './connection.js';
import type { IceCandidate, MediaPort, PeerRef, StreamRef, SubscriptionRef } from './media-port.js';
import type { SessionPorts } from './ports.js';
import type { Registry } from './registry.js';
import { SessionError } from './session-error.js';
import { type Stream, Subscription } from './stream.js';

export interface SubscribingDeps {
  readonly registry: Registry;
  readonly media: MediaPort;
  readonly ports: SessionPorts;
}

/** What connections receive: offers, answers, candidates, and new offers when a publisher's peer was replaced. */
export class Subscribing {
  readonly #deps: SubscribingDeps;

  constructor(deps: SubscribingDeps) {
    this.#deps = deps;
  }

  /**
   * The engine's offer for a stream; a peer that was there before is replaced.
   *
   * @throws {SessionError} `connection-unknown`, `stream-unknown`, `connection-gone`
   * @throws {MediaError}
   */
  async prepare(connection: Connection, streamId: string): Promise<string> {
    const { stream } = this.#streamFor(connection, streamId);
    const former = connection.subscriptions.get(stream.connectionId);
    const subscription = former?.stream === stream ? former : new Subscription(stream);
    connection.subscriptions.set(stream.connectionId, subscription);
    const ref = subscriptionRef(connection, stream);
    const { sdpOffer } = await this.#deps.media.offerSubscription(ref);
    if (!this.#isCurrent(connection, subscription)) {
      this.#endPeer(ref);
      throw new SessionError('connection-gone', `The subscription to "${streamId}" ended meanwhile.`);
    }
    return sdpOffer;
  }

  /**
   * Takes the browser's answer to the last offer; the first one makes the subscription count.
   *
   * @throws {SessionError} `connection-unknown`, `stream-unknown`, `connection-gone`
   * @throws {MediaError}
   */
  async answer(connection: Connection, streamId: string, sdpAnswer: string): Promise<void> {
    const { session, stream } = this.#streamFor(connection, streamId);
    const subscription = connection.subscriptions.get(stream.connectionId);
    if (subscription?.stream !== stream)
      throw new SessionError('stream-unknown', `No offer of "${streamId}" waits for an answer.`);
    await this.#deps.media.answerSubscription(subscriptionRef(connection, stream), sdpAnswer);
    if (!this.#isCurrent(connection, subscription))
      throw new SessionError('connection-gone', `The subscription to "${streamId}" ended meanwhile.`);
    session.establish(connection, subscription);
  }

  /** Ends the subscription to what a connection publishes. @throws {SessionError} `connection-unknown` */
  unsubscribe(connection: Connection, publisherId: string): void {
    const session = this.#deps.registry.get(connection.sessionId);
    const subscription = connection.subscriptions.get(publisherId);
    if (subscription) {
      session.removeSubscription(connection, subscription, 'unsubscribe');
      this.#endPeer(subscriptionRef(connection, subscription.stream));
      return;
    }
    if (!session.findActive(publisherId) && !session.hasDeparted(publisherId))
      throw new SessionError('connection-unknown', `Connection "${publisherId}" not found.`);
  }

  /**
   * Hands on a candidate. One for somebody who just left is late, not wrong.
   *
   * @param endpoint The connection's own id for its publishing peer, a publisher's id for the peer that watches it.
   * @throws {SessionError} `connection-unknown`
   */
  addCandidate(connection: Connection, endpoint: string, candidate: IceCandidate): void {
    const session = this.#deps.registry.get(connection.sessionId);
    if (session.hasDeparted(endpoint)) return;
    if (!session.findActive(endpoint))
      throw new SessionError('connection-unknown', `Endpoint "${endpoint}" not found.`);
    const { sessionId, connectionId } = connection;
    const isOwn = endpoint === connectionId;
    const peer: PeerRef = isOwn
      ? { direction: 'publish', sessionId, connectionId }
      : { direction: 'subscribe', sessionId, connectionId, publisherId: endpoint };
    const owner = isOwn ? connection.stream : connection.subscriptions.get(endpoint);
    owner?.candidates.add(candidate);
    this.#deps.media.addCandidate(peer, candidate);
  }

  /** The publisher's media flows over a new peer: moves those who still watch the old one. */
  async moveSubscribers(ref: StreamRef, connectionIds: readonly string[]): Promise<void> {
    const session = this.#deps.registry.find(ref.sessionId);
    const stream = session?.findStream(ref.streamId);
    if (!session || !stream) return;
    const watchers = connectionIds
      .map((id) => session.findActive(id))
      .filter((connection) => connection?.subscriptions.get(stream.connectionId)?.stream === stream)
      .filter((connection) => connection !== null);
    await Promise.all(watchers.map((connection) => this.#move(connection, stream)));
  }

  async #move(connection: Connection, stream: Stream): Promise<void> {
    const { audience, faults } = this.#deps.ports;
    try {
      const sdpOffer = await this.prepare(connection, stream.id);
      audience.tell([connection], { name: 'resubscribe', stream, sdpOffer });
    } catch (error) {
      // The browser sees its media stop and asks for a new offer by itself.
      const { sessionId, connectionId } = connection;
      faults.report('move-subscriber', error, { sessionId, connectionId, streamId: stream.id });
    }
  }

  #streamFor(connection: Connection, streamId: string) {
    const session = this.#deps.registry.get(connection.sessionId);
    const stream = session.findStream(streamId);
    if (stream && stream.connectionId !== connection.id) return { session, stream };
    // A stream's id ends with its publisher's; one who is gone is another error than one who doesn't publish.
    const [publisherId] = /con_[^_]+$/.exec(streamId) ?? [];
    if (!publisherId || !session.findActive(publisherId))
      throw new SessionError('connection-unknown', `Nobody is here to receive "${streamId}" from.`);
    throw new SessionError('stream-unknown', `Stream "${streamId}" cannot be received.`);
  }

  #isCurrent(connection: Connection, subscription: Subscription): boolean {
    return (
      this.#deps.registry.find(connection.sessionId)?.isMember(connection) === true &&
      connection.subscriptions.get(subscription.stream.connectionId) === subscription
    );
  }

  #endPeer(ref: SubscriptionRef): void {
    const { media, ports } = this.#deps;
    media.unsubscribe(ref).catch((error: unknown) => {
      const { sessionId, connectionId, streamId } = ref;
      ports.faults.report('unsubscribe', error, { sessionId, connectionId, streamId });
    });
  }
}

function subscriptionRef(connection: Connection, stream: Stream): SubscriptionRef {
  return { sessionId: connection.sessionId, connectionId: connection.id, streamId: stream.id };
}
