import { rename, writeFile } from 'node:fs/promises';
import {
  MediaError,
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

/** An engine without media, for tests of the protocol: it keeps the books of an engine and answers in its words. */
export class MemoryMedia implements MediaPort {
  readonly rooms = new Map<string, RoomSpec>();
  /** Publishing and subscribing peers, `connection>stream`. */
  readonly peers = new Set<string>();
  readonly candidates: { readonly peer: PeerRef; readonly candidate: IceCandidate }[] = [];
  isAway = false;
  /** Streams whose media flows, and where those that are recorded are written to. */
  readonly flowing = new Set<string>();
  readonly recorded = new Map<string, string>();
  writesFiles = true;
  /** Who was asked for a key frame, in turn. */
  readonly keyFrames: string[] = [];
  /** What was begun to be captured, and (null) ended. */
  readonly captures: { readonly streamId: string; readonly path: string | null }[] = [];
  /** Awaited before an offer is answered, and before one is made. */
  beforePublish: () => Promise<void> = () => Promise.resolve();
  beforeOffer: (subscription: SubscriptionRef) => Promise<void> = () => Promise.resolve();
  beforeOpenRoom: () => Promise<void> = () => Promise.resolve();
  #listener: (event: MediaEvent) => void = () => undefined;

  async openRoom(room: RoomSpec): Promise<void> {
    await this.beforeOpenRoom();
    this.#assertThere();
    this.rooms.set(room.sessionId, room);
  }

  closeRoom(sessionId: string): Promise<void> {
    this.rooms.delete(sessionId);
    for (const peer of this.peers) if (peer.startsWith(`${sessionId}/`)) this.peers.delete(peer);
    return Promise.resolve();
  }

  async publish(request: PublishRequest): Promise<SdpAnswer> {
    await this.beforePublish();
    this.#assertThere();
    assertSdp(request.sdpOffer);
    this.peers.add(keyOf(request));
    return { sdpAnswer: `answer to ${request.streamId}` };
  }

  republish(request: PublishRequest): Promise<SdpAnswer> {
    return this.publish(request);
  }

  unpublish(stream: StreamRef): Promise<void> {
    for (const peer of this.peers) if (peer.endsWith(`>${stream.streamId}`)) this.peers.delete(peer);
    return this.stopRecording(stream);
  }

  async offerSubscription(subscription: SubscriptionRef): Promise<SdpOffer> {
    await this.beforeOffer(subscription);
    this.#assertThere();
    this.peers.add(keyOf(subscription));
    return { sdpOffer: `offer of ${subscription.streamId}` };
  }

  answerSubscription(subscription: SubscriptionRef, sdpAnswer: string): Promise<void> {
    assertSdp(sdpAnswer);
    if (this.peers.has(keyOf(subscription))) return Promise.resolve();
    return Promise.reject(new MediaError('subscription-unknown', 'There is no such subscription.'));
  }

  unsubscribe(subscription: SubscriptionRef): Promise<void> {
    this.peers.delete(keyOf(subscription));
    return Promise.resolve();
  }

  /** Writes empty files by the names that Janus would give them. */
  async record(stream: StreamRef, path: string): Promise<boolean> {
    this.#assertThere();
    if (!this.flowing.has(stream.streamId)) return false;
    await this.stopRecording(stream);
    this.recorded.set(stream.streamId, path);
    if (this.writesFiles)
      for (const kind of ['audio-0', 'video-1']) await writeFile(`${path}-${kind}.mjr.tmp`, '');
    return true;
  }

  requestKeyFrame({ streamId }: StreamRef): Promise<void> {
    this.keyFrames.push(streamId);
    return Promise.resolve();
  }

  captureReports({ streamId }: StreamRef, path: string): Promise<void> {
    this.captures.push({ streamId, path });
    return Promise.resolve();
  }

  stopCapture({ streamId }: StreamRef): Promise<void> {
    this.captures.push({ streamId, path: null });
    return Promise.resolve();
  }

  async stopRecording(stream: StreamRef): Promise<void> {
    const path = this.recorded.get(stream.streamId);
    this.recorded.delete(stream.streamId);
    if (path === undefined || !this.writesFiles) return;
    for (const kind of ['audio-0', 'video-1']) await rename(`${path}-${kind}.mjr.tmp`, `${path}-${kind}.mjr`);
  }

  /** Media of a stream begins to flow. */
  connect(stream: StreamRef): void {
    this.flowing.add(stream.streamId);
    this.say({ name: 'stream.connected', stream });
  }

  addCandidate(peer: PeerRef, candidate: IceCandidate): void {
    this.candidates.push({ peer, candidate });
  }

  async releaseConnection(connection: { sessionId: string; connectionId: string }): Promise<void> {
    const { sessionId, connectionId } = connection;
    for (const peer of this.peers) {
      const isItsOwn = peer.startsWith(`${sessionId}/${connectionId}>`);
      if (isItsOwn || peer.endsWith(`_${connectionId}`)) this.peers.delete(peer);
    }
    for (const streamId of this.recorded.keys())
      if (streamId.endsWith(`_${connectionId}`)) await this.stopRecording({ ...connection, streamId });
  }

  describePeer(peer: PeerRef): Promise<PeerDescription | null> {
    return Promise.resolve({
      endpointName: `${peer.direction} ${peer.connectionId}`,
      localSdp: 'v=0\r\na=candidate:1 1 udp 1 127.0.0.100 26000 typ host\r\n',
      remoteSdp: 'v=0\r\n',
      localCandidate: 'candidate:1 1 udp 1 127.0.0.100 26000 typ host',
      remoteCandidate: null,
    });
  }

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#listener = listener;
  }

  say(event: MediaEvent): void {
    this.#listener(event);
  }

  #assertThere(): void {
    if (this.isAway) throw new MediaError('engine', 'The engine is away.');
  }
}

function keyOf({ sessionId, connectionId, streamId }: StreamRef): string {
  return `${sessionId}/${connectionId}>${streamId}`;
}

function assertSdp(sdp: string): void {
  if (!sdp.startsWith('v=0')) throw new MediaError('sdp', 'This is not a session description.');
}
