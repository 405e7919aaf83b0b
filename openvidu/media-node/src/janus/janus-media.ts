import type { Logger } from 'pino';
import {
  MediaError,
  type ConnectionRef,
  type IceCandidate,
  type MediaEvent,
  type MediaPort,
  type PeerDescription,
  type PeerRef,
  type PublishRequest,
  type RoomSpec,
  type SdpAnswer,
  type SdpOffer,
  type StreamRef,
  type SubscriptionRef,
} from '../session/media-port.js';
import { JanusAdmin, type HandleAddress } from './admin.js';
import type { Handle } from './handle.js';
import { ownerMark, Reconciler, type Ours, type Swept } from './reconcile.js';
import { JanusRoom, type FoundPeer } from './room.js';
import { JanusTransport, type JanusLink } from './transport.js';
import { createRoom, destroyRoom, isRefusal, REFUSED } from './videoroom.js';
import { JanusError, JanusGone } from './wire.js';

export interface JanusMediaOptions {
  /** `ws://` address of Janus' API. */
  readonly url: string;
  readonly apiSecret: string;
  /** `ws://` address of Janus' admin API. */
  readonly adminUrl: string;
  readonly adminSecret: string;
  readonly log: Logger;
  readonly requestTimeoutMs?: number;
  readonly keepaliveMs?: number;
  readonly reconcileEveryMs?: number;
}

const ENGINE_WAIT_MS = 6000;
const RECONCILE_EVERY_MS = 15_000;

/**
 * The media engine on one Janus, which serves this node alone. Start it, and stop it in the end.
 *
 * @see docs/adr/0008-janus-behind-media-port.md
 */
export class JanusMedia implements MediaPort {
  readonly #rooms = new Map<string, JanusRoom>();
  readonly #opening = new Map<string, Promise<void>>();
  readonly #transport: JanusTransport;
  readonly #admin: JanusAdmin;
  readonly #reconciler: Reconciler;
  readonly #reconcileEveryMs: number;
  readonly #log: Logger;
  #control: Handle | null = null;
  #hasBeenDown = false;
  #listener: (event: MediaEvent) => void = () => undefined;

  constructor({
    adminUrl,
    adminSecret,
    reconcileEveryMs = RECONCILE_EVERY_MS,
    ...options
  }: JanusMediaOptions) {
    this.#log = options.log;
    this.#reconcileEveryMs = reconcileEveryMs;
    this.#transport = new JanusTransport(options, {
      onUp: (link) => this.#engineUp(link),
      onDown: () => {
        this.#engineDown();
      },
    });
    this.#admin = new JanusAdmin({ url: adminUrl, adminSecret });
    this.#reconciler = new Reconciler({ admin: this.#admin, log: options.log, ours: () => this.#ours() });
  }

  /** Begins to look for Janus, and goes on until `stop`; what is asked for before it is found waits a little. */
  start(): void {
    this.#transport.start();
    this.#reconciler.start(this.#reconcileEveryMs);
  }

  /** Ends every room and peer, and the connection to Janus; the peers go with the Janus session. */
  async stop(): Promise<void> {
    await this.#reconciler.stop();
    const rooms = [...this.#rooms.keys()];
    this.#rooms.clear();
    await Promise.all(rooms.map((sessionId) => this.#destroyRoom(sessionId)));
    await this.#transport.stop();
    this.#admin.close();
  }

  /** Whether Janus is there and has all rooms. */
  get isUp(): boolean {
    return this.#transport.link !== null;
  }

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#listener = listener;
  }

  async openRoom(spec: RoomSpec): Promise<void> {
    const { sessionId } = spec;
    const opening = this.#opening.get(sessionId) ?? this.#open(spec);
    this.#opening.set(sessionId, opening);
    try {
      await opening;
    } finally {
      if (this.#opening.get(sessionId) === opening) this.#opening.delete(sessionId);
    }
  }

  async closeRoom(sessionId: string): Promise<void> {
    const room = this.#rooms.get(sessionId);
    this.#rooms.delete(sessionId);
    await room?.close();
    // Meanwhile it may have been opened again, which has replaced the room of Janus already.
    if (room && !this.#rooms.has(sessionId)) await this.#destroyRoom(sessionId);
  }

  async publish(request: PublishRequest): Promise<SdpAnswer> {
    return { sdpAnswer: await this.#in(request, (room) => room.publish(request)) };
  }

  async republish(request: PublishRequest): Promise<SdpAnswer> {
    return { sdpAnswer: await this.#in(request, (room) => room.republish(request)) };
  }

  async unpublish(stream: StreamRef): Promise<void> {
    await this.#rooms.get(stream.sessionId)?.unpublish(stream);
  }

  async offerSubscription(subscription: SubscriptionRef): Promise<SdpOffer> {
    return { sdpOffer: await this.#in(subscription, (room) => room.offerSubscription(subscription)) };
  }

  async answerSubscription(subscription: SubscriptionRef, sdpAnswer: string): Promise<void> {
    await this.#in(subscription, (room) => room.answerSubscription(subscription, sdpAnswer));
  }

  async unsubscribe(subscription: SubscriptionRef): Promise<void> {
    await this.#rooms.get(subscription.sessionId)?.unsubscribe(subscription);
  }

  async record(stream: StreamRef, path: string): Promise<boolean> {
    if (!this.#rooms.has(stream.sessionId)) return false;
    return this.#in(stream, (room) => room.record(stream, path));
  }

  async requestKeyFrame(stream: StreamRef): Promise<void> {
    if (!this.#rooms.has(stream.sessionId)) return;
    await this.#in(stream, (room) => room.requestKeyFrame(stream));
  }

  async captureReports(stream: StreamRef, path: string): Promise<void> {
    await this.#atHandle(this.#publisherOf(stream), (at) => this.#admin.startCapture(at, path));
  }

  async stopCapture(stream: StreamRef): Promise<void> {
    await this.#atHandle(this.#publisherOf(stream), (at) => this.#admin.stopCapture(at));
  }

  async stopRecording(stream: StreamRef): Promise<void> {
    if (!this.#rooms.has(stream.sessionId)) return;
    await this.#in(stream, (room) => room.stopRecording(stream));
  }

  addCandidate(peer: PeerRef, candidate: IceCandidate): void {
    this.#rooms.get(peer.sessionId)?.addCandidate(peer, candidate);
  }

  async releaseConnection(connection: ConnectionRef): Promise<void> {
    await this.#rooms.get(connection.sessionId)?.release(connection);
  }

  async describePeer(peer: PeerRef): Promise<PeerDescription | null> {
    const found = this.#rooms.get(peer.sessionId)?.findPeer(peer);
    if (!found) return null;
    const { endpointName } = found;
    const description = await this.#atHandle(found, (at) => this.#admin.describeHandle(at));
    return description && { endpointName, ...description };
  }

  /** Removes what is in Janus and belongs to nobody; runs by itself, too. */
  reconcile(): Promise<Swept> {
    return this.#reconciler.sweep();
  }

  async #open(spec: RoomSpec): Promise<void> {
    if (this.#rooms.has(spec.sessionId)) return;
    const room = new JanusRoom(spec, {
      transport: this.#transport,
      emit: (event) => {
        this.#emit(event);
      },
    });
    this.#rooms.set(spec.sessionId, room);
    try {
      await this.#createRoom(spec);
    } catch (error) {
      if (this.#rooms.get(spec.sessionId) === room) this.#rooms.delete(spec.sessionId);
      throw toMediaError(error);
    }
  }

  async #createRoom(spec: RoomSpec): Promise<void> {
    const link = await this.#transport.whenUp({ untilMs: performance.now() + ENGINE_WAIT_MS });
    if (!link || !this.#control) throw new MediaError('engine', 'Janus is away.');
    await createRoom(this.#control, spec, ownerMark(link));
  }

  async #destroyRoom(sessionId: string): Promise<void> {
    if (!this.#control) return;
    await destroyRoom(this.#control, sessionId).catch((error: unknown) => {
      this.#log.warn({ err: error, sessionId }, 'room not destroyed, left to the reconciliation');
    });
  }

  async #engineUp(link: JanusLink): Promise<void> {
    const control = await link.attach();
    await Promise.all(
      [...this.#rooms.values()].map(({ spec }) => createRoom(control, spec, ownerMark(link))),
    );
    this.#control = control;
    if (this.#hasBeenDown) this.#emit({ name: 'engine.up' });
  }

  #engineDown(): void {
    this.#control = null;
    this.#hasBeenDown = true;
    for (const room of this.#rooms.values()) room.engineLost();
    this.#emit({ name: 'engine.down' });
  }

  #ours(): Ours | null {
    const { link } = this.#transport;
    if (!link || !this.#control) return null;
    return { link, control: this.#control, hasRoom: (sessionId) => this.#rooms.has(sessionId) };
  }

  #publisherOf({ sessionId, connectionId }: StreamRef): FoundPeer | null {
    return this.#rooms.get(sessionId)?.findPeer({ direction: 'publish', sessionId, connectionId }) ?? null;
  }

  /** Asks the admin API about a peer. @returns null when there is none, or it went meanwhile. */
  async #atHandle<T>(found: FoundPeer | null, ask: (at: HandleAddress) => Promise<T>): Promise<T | null> {
    const { link } = this.#transport;
    if (!found || !link) return null;
    try {
      return await ask({ sessionId: link.sessionId, handleId: found.handle.id });
    } catch (error) {
      if (error instanceof JanusError) return null;
      throw toMediaError(error);
    }
  }

  async #in<T>({ sessionId }: ConnectionRef, act: (room: JanusRoom) => Promise<T>): Promise<T> {
    const room = this.#rooms.get(sessionId);
    if (!room) throw new MediaError('stream-unknown', `There is no room ${sessionId}.`);
    try {
      return await act(room);
    } catch (error) {
      throw toMediaError(error);
    }
  }

  /** The listener is the session's code: what goes wrong there is no reason to lose the link to Janus. */
  #emit(event: MediaEvent): void {
    try {
      this.#listener(event);
    } catch (error) {
      this.#log.error({ err: error, event: event.name }, 'media event not handled');
    }
  }
}

function toMediaError(error: unknown): MediaError {
  if (error instanceof MediaError) return error;
  const { badSdp, badSdpType, invalidJsep, unknownJsep, noSuchFeed } = REFUSED;
  const message = error instanceof Error ? error.message : 'unknown';
  const as = (kind: MediaError['kind']) => new MediaError(kind, message, { cause: error });
  if (isRefusal(error, badSdp, badSdpType, invalidJsep, unknownJsep)) return as('sdp');
  if (isRefusal(error, noSuchFeed)) return as('stream-unknown');
  if (error instanceof JanusGone || error instanceof JanusError) return as('engine');
  return as('engine');
}
