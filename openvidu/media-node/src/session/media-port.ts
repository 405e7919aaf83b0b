/** What a session needs of a media engine. Ids are ours; the engine keeps its own beside them. */
export interface MediaPort {
  /** Makes the room of a session; making it again is no error. */
  openRoom(room: RoomSpec): Promise<void>;
  /** Ends every peer of the room and forgets it; closing twice is no error. */
  closeRoom(sessionId: string): Promise<void>;

  /**
   * Makes the publishing peer of a connection from the browser's offer. Resolves with the complete answer
   * (all candidates inside) before ICE connects.
   * @throws {MediaError} `sdp` for an offer that cannot be used, `engine` when the engine is away
   */
  publish(request: PublishRequest): Promise<SdpAnswer>;
  /**
   * Replaces the publishing peer of a stream that goes on under the same id. When media flows again the engine
   * says `stream.replaced`, and every subscriber has to be offered anew.
   */
  republish(request: PublishRequest): Promise<SdpAnswer>;
  /** Ends the publishing peer and all subscriptions to it; an unknown stream is no error. */
  unpublish(stream: StreamRef): Promise<void>;

  /**
   * Makes (or makes anew) a subscribing peer and resolves with the engine's offer. Waits for the publisher's media.
   * @throws {MediaError} `stream-unknown`, `timeout` when the publisher's media did not come in time, `engine`
   */
  offerSubscription(subscription: SubscriptionRef): Promise<SdpOffer>;
  /** Takes the browser's answer to the last offer. @throws {MediaError} `sdp`, `subscription-unknown`, `engine` */
  answerSubscription(subscription: SubscriptionRef, sdpAnswer: string): Promise<void>;
  /** Ends a subscribing peer; an unknown one is no error. */
  unsubscribe(subscription: SubscriptionRef): Promise<void>;

  /**
   * Writes what a stream sends to files of the engine's own kind, from the next key frame on.
   *
   * @param path Absolute; the engine adds what kind of file it is. Both programs reach that folder.
   * @returns false while no media of the stream flows: ask again when the engine says that it does.
   * @throws {MediaError} `engine`
   */
  record(stream: StreamRef, path: string): Promise<boolean>;
  /** Asks the publisher for a picture that needs none before it; without media it is no error. */
  requestKeyFrame(stream: StreamRef): Promise<void>;
  /**
   * Writes what the publisher says of its clocks (RTCP sender reports) to a pcap file, until it is told to stop or the
   * peer ends; without media it is no error.
   *
   * @param path Absolute, whole.
   * @throws {MediaError} `engine`
   */
  captureReports(stream: StreamRef, path: string): Promise<void>;
  /** Closes that file; without one it is no error. */
  stopCapture(stream: StreamRef): Promise<void>;
  /** Closes the files of a stream; without any it is no error. */
  stopRecording(stream: StreamRef): Promise<void>;

  /** Hands over a browser's candidate; one that comes before its peer is kept until the peer exists. Never throws. */
  addCandidate(peer: PeerRef, candidate: IceCandidate): void;
  /** Ends everything the connection had. */
  releaseConnection(connection: ConnectionRef): Promise<void>;

  /** Facts about a peer for `webRtcStats=true`; null when there is no such peer. */
  describePeer(peer: PeerRef): Promise<PeerDescription | null>;
  /** Tells of what happens in the engine by itself. One listener; set it before the first room. */
  onEvent(listener: (event: MediaEvent) => void): void;
}

export interface ConnectionRef {
  readonly sessionId: string;
  readonly connectionId: string;
}

export interface StreamRef extends ConnectionRef {
  readonly streamId: string;
}

/** The peer over which `connectionId` receives `streamId`. */
export type SubscriptionRef = StreamRef;

/** A connection has one publishing peer at most, and one subscribing peer for each publisher it watches. */
export type PeerRef =
  | ({ readonly direction: 'publish' } & ConnectionRef)
  | ({ readonly direction: 'subscribe'; readonly publisherId: string } & ConnectionRef);

export type VideoCodec = 'vp8' | 'vp9' | 'h264';

export interface RoomSpec {
  readonly sessionId: string;
  /** In order of preference; one entry forces that codec. */
  readonly videoCodecs: readonly VideoCodec[];
  /** Upper bound of a publisher's video, bits per second; 0 is no bound. */
  readonly maxVideoBitrateBps: number;
}

export interface PublishRequest extends StreamRef {
  readonly sdpOffer: string;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
}

export interface SdpAnswer {
  readonly sdpAnswer: string;
}

export interface SdpOffer {
  readonly sdpOffer: string;
}

export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

export interface PeerDescription {
  readonly endpointName: string;
  readonly localSdp: string | null;
  readonly remoteSdp: string | null;
  readonly localCandidate: string | null;
  readonly remoteCandidate: string | null;
}

export type MediaEvent =
  /** Media of a new publishing peer flows. */
  | { readonly name: 'stream.connected'; readonly stream: StreamRef }
  /**
   * Media of a replacing publishing peer flows. `staleSubscribers` are the connections that watched the replaced
   * peer and have not asked for a new offer by themselves: offer these anew.
   */
  | {
      readonly name: 'stream.replaced';
      readonly stream: StreamRef;
      readonly staleSubscribers: readonly string[];
    }
  /** Media of a publishing peer flows no more; what was recorded of it is closed. */
  | { readonly name: 'stream.interrupted'; readonly stream: StreamRef }
  /** The engine is gone with all peers; browsers will ask to reconnect their streams. */
  | { readonly name: 'engine.down' }
  /** The engine is back, rooms are made again, peers are not. */
  | { readonly name: 'engine.up' };

export type MediaErrorKind =
  'sdp' | 'codec-missing' | 'stream-unknown' | 'subscription-unknown' | 'timeout' | 'engine';

export class MediaError extends Error {
  override readonly name = 'MediaError';

  constructor(
    readonly kind: MediaErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
