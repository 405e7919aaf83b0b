import {
  MediaError,
  type ConnectionRef,
  type IceCandidate,
  type MediaEvent,
  type PeerRef,
  type PublishRequest,
  type RoomSpec,
  type StreamRef,
  type SubscriptionRef,
} from '../session/media-port.js';
import type { Handle } from './handle.js';
import { Publication } from './publication.js';
import { answerFault, isCandidate, offerFault, type SdpFault } from './sdp.rules.js';
import { Subscription } from './subscription.js';
import type { JanusTransport } from './transport.js';
import { WaitingCandidates } from './waiting-candidates.js';

export interface RoomDeps {
  readonly transport: JanusTransport;
  emit(event: MediaEvent): void;
}

export interface FoundPeer {
  readonly handle: Handle;
  readonly endpointName: string;
}

/** The peers of one session. It lives on when Janus dies: then it knows what was there. */
export class JanusRoom {
  readonly spec: RoomSpec;
  readonly #deps: RoomDeps;
  readonly #publications = new Map<string, Publication>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #waiting = new Map<string, WaitingCandidates>();

  constructor(spec: RoomSpec, deps: RoomDeps) {
    this.spec = spec;
    this.#deps = deps;
  }

  async publish(request: PublishRequest): Promise<string> {
    const { streamId } = request;
    refuse(offerFault(request.sdpOffer, { ...request, videoCodecs: this.spec.videoCodecs }));
    if (this.#publications.has(streamId))
      throw new MediaError('sdp', `The stream ${streamId} is published already.`);
    const publication = this.#newPublication(request);
    this.#publications.set(streamId, publication);
    try {
      return await this.#offer(publication, request);
    } catch (error) {
      await this.unpublish(request);
      throw error;
    }
  }

  async republish(request: PublishRequest): Promise<string> {
    const publication = this.#publication(request.streamId);
    refuse(offerFault(request.sdpOffer, { ...request, videoCodecs: this.spec.videoCodecs }));
    return this.#offer(publication, request);
  }

  async unpublish({ streamId }: StreamRef): Promise<void> {
    const publication = this.#publications.get(streamId);
    this.#publications.delete(streamId);
    const watching = [...this.#subscriptions].filter(([, { ref }]) => ref.streamId === streamId);
    for (const [key] of watching) this.#subscriptions.delete(key);
    const why = new MediaError('stream-unknown', `The stream ${streamId} has ended.`);
    await Promise.all([publication?.end(why), ...watching.map(([, subscription]) => subscription.end(why))]);
  }

  offerSubscription(ref: SubscriptionRef): Promise<string> {
    const publication = this.#publication(ref.streamId);
    const key = subscriptionKey(ref);
    const subscription =
      this.#subscriptions.get(key) ?? new Subscription(ref, publication, this.#deps.transport);
    this.#subscriptions.set(key, subscription);
    return subscription.offer(() => this.#takeWaiting(ref.connectionId, publication.stream.connectionId));
  }

  async answerSubscription(ref: SubscriptionRef, sdpAnswer: string): Promise<void> {
    const subscription = this.#subscriptions.get(subscriptionKey(ref));
    if (!subscription) throw new MediaError('subscription-unknown', 'There is no offer to this answer.');
    refuse(answerFault(sdpAnswer));
    await subscription.answer(sdpAnswer);
  }

  async unsubscribe(ref: SubscriptionRef): Promise<void> {
    const key = subscriptionKey(ref);
    const subscription = this.#subscriptions.get(key);
    this.#subscriptions.delete(key);
    await subscription?.end(new MediaError('subscription-unknown', 'The subscription has ended.'));
  }

  async record(stream: StreamRef, path: string): Promise<boolean> {
    return (await this.#publications.get(stream.streamId)?.record(path)) ?? false;
  }

  async requestKeyFrame(stream: StreamRef): Promise<void> {
    await this.#publications.get(stream.streamId)?.requestKeyFrame();
  }

  async stopRecording(stream: StreamRef): Promise<void> {
    await this.#publications.get(stream.streamId)?.stopRecording();
  }

  addCandidate(peer: PeerRef, candidate: IceCandidate): void {
    if (!isCandidate(candidate.candidate)) return;
    const taken = peer.direction === 'publish' ? this.#published(peer) : this.#subscribed(peer);
    if (taken?.take(candidate)) return;
    const waiting = this.#waiting.get(peer.connectionId) ?? new WaitingCandidates();
    this.#waiting.set(peer.connectionId, waiting);
    waiting.add(peer.direction === 'publish' ? peer.connectionId : peer.publisherId, candidate);
  }

  async release({ connectionId }: ConnectionRef): Promise<void> {
    this.#waiting.delete(connectionId);
    const published = [...this.#publications.values()].filter(
      ({ stream }) => stream.connectionId === connectionId,
    );
    const subscribed = [...this.#subscriptions.values()].filter(
      ({ ref }) => ref.connectionId === connectionId,
    );
    await Promise.all([
      ...published.map(({ stream }) => this.unpublish(stream)),
      ...subscribed.map(({ ref }) => this.unsubscribe(ref)),
    ]);
  }

  async close(): Promise<void> {
    this.#waiting.clear();
    await Promise.all([...this.#publications.values()].map(({ stream }) => this.unpublish(stream)));
  }

  engineLost(): void {
    for (const peer of [...this.#publications.values(), ...this.#subscriptions.values()]) peer.engineLost();
  }

  /** The handle of a peer and its name as OpenVidu gives it, null when there is none. */
  findPeer(peer: PeerRef): FoundPeer | null {
    const { connectionId } = peer;
    if (peer.direction === 'publish') {
      const published = this.#published(peer);
      return published?.handle ? { handle: published.handle, endpointName: published.stream.streamId } : null;
    }
    const subscribed = this.#subscribed(peer);
    if (!subscribed?.handle) return null;
    return { handle: subscribed.handle, endpointName: `${connectionId}_${subscribed.ref.streamId}` };
  }

  #newPublication(stream: StreamRef): Publication {
    const { sessionId, connectionId, streamId } = stream;
    const ref = { sessionId, connectionId, streamId };
    return new Publication(ref, {
      transport: this.#deps.transport,
      onInterrupted: () => {
        this.#deps.emit({ name: 'stream.interrupted', stream: ref });
      },
      onFlowing: ({ isFirst }) => {
        this.#deps.emit(
          isFirst
            ? { name: 'stream.connected', stream: ref }
            : { name: 'stream.replaced', stream: ref, staleSubscribers: this.#stale(streamId) },
        );
      },
    });
  }

  #offer(publication: Publication, { sdpOffer, connectionId }: PublishRequest): Promise<string> {
    return publication.offer(sdpOffer, () => this.#takeWaiting(connectionId, connectionId));
  }

  #stale(streamId: string): string[] {
    return [...this.#subscriptions.values()]
      .filter(({ ref, isStale }) => ref.streamId === streamId && isStale)
      .map(({ ref }) => ref.connectionId);
  }

  #publication(streamId: string): Publication {
    const publication = this.#publications.get(streamId);
    if (!publication) throw new MediaError('stream-unknown', `There is no stream ${streamId}.`);
    return publication;
  }

  #published({ connectionId }: ConnectionRef): Publication | undefined {
    return [...this.#publications.values()].find(({ stream }) => stream.connectionId === connectionId);
  }

  #subscribed({
    connectionId,
    publisherId,
  }: ConnectionRef & { publisherId: string }): Subscription | undefined {
    const published = this.#published({ connectionId: publisherId, sessionId: this.spec.sessionId });
    if (!published) return undefined;
    return this.#subscriptions.get(subscriptionKey({ connectionId, streamId: published.stream.streamId }));
  }

  #takeWaiting(connectionId: string, peer: string): readonly IceCandidate[] {
    return this.#waiting.get(connectionId)?.take(peer) ?? [];
  }
}

function subscriptionKey({ connectionId, streamId }: { connectionId: string; streamId: string }): string {
  return JSON.stringify([connectionId, streamId]);
}

function refuse(fault: SdpFault | null): void {
  if (fault) throw new MediaError(fault.kind, fault.message);
}
