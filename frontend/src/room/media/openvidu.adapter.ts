import type { ServerData } from '@seodang/contracts/lessons';
import type {
  Connection,
  ConnectionEvent,
  OpenVidu,
  Publisher,
  Session,
  SessionDisconnectedEvent,
  Stream,
  StreamEvent,
  StreamPropertyChangedEvent,
} from 'openvidu-browser';
import {
  MediaError,
  type CloseReason,
  type JoinOptions,
  type MediaConnection,
  type MediaPort,
  type PublishMedia,
  type RemoteStream,
  type StreamPulse,
} from './media-port.js';
import { blankVideoTrack } from './blank-video.js';
import { inTime } from './in-time.js';
import { reachable } from './reachable.js';
import { whoIs } from './server-data.rules.js';

const JOIN_TIMEOUT_MS = 12_000;
const PUBLISH_TIMEOUT_MS = 12_000;

const CLOSE_REASONS: Partial<Record<string, CloseReason>> = {
  disconnect: 'left',
  networkDisconnect: 'network',
  nodeCrashed: 'network',
  mediaServerReconnect: 'network',
  openviduServerStopped: 'network',
  sessionClosedByServer: 'session-ended',
  forceDisconnectByServer: 'forced-by-server',
  forceDisconnectByUser: 'removed',
};

/**
 * The room's media port over openvidu-browser 2.32.
 *
 * What that library leaves to its user is done here: it never rejects when the server is away, requests that were
 * under way when a socket broke never settle, and a session that was given up goes on reconnecting on its own.
 *
 * @param lessonId Connections of another lesson are nobody's.
 */
export function openviduPort(lessonId: string): MediaPort {
  // Fetched while one is still in the lobby; a failure is met, and met again, by whoever joins.
  import('openvidu-browser').catch(() => undefined);
  return {
    async join(token, options) {
      const { OpenVidu: Client } = await import('openvidu-browser');
      if (options.probe && !(await reachable(signallingUrl(token)))) throw new MediaError('unreachable');
      const client = new Client();
      client.enableProdMode();
      if (!client.checkSystemRequirements()) throw new MediaError('browser-unsupported');
      const connection = new OpenviduConnection(client, lessonId, options);
      await connection.join(token);
      return connection;
    },
  };
}

/** `wss://host?sessionId=…&token=…` names the socket at `wss://host/openvidu`. */
function signallingUrl(token: string): string {
  const url = new URL(token);
  return `${url.protocol}//${url.host}/openvidu?sessionId=${url.searchParams.get('sessionId') ?? ''}`;
}

class OpenviduConnection implements MediaConnection {
  readonly #client: OpenVidu;
  readonly #session: Session;
  readonly #lessonId: string;
  readonly #options: JoinOptions;
  readonly #streams = new Map<string, Stream>();
  #publisher: Publisher | null = null;
  #me: ServerData | null = null;
  #over = false;

  constructor(client: OpenVidu, lessonId: string, options: JoinOptions) {
    this.#client = client;
    this.#session = client.initSession();
    this.#lessonId = lessonId;
    this.#options = options;
    this.#listen();
  }

  get connectionId(): string {
    return this.#session.connection.connectionId;
  }

  get me(): ServerData {
    if (this.#me === null) throw new MediaError('token-refused');
    return this.#me;
  }

  async join(token: string): Promise<void> {
    try {
      await inTime(this.#session.connect(token), JOIN_TIMEOUT_MS);
      this.#me = this.#whoIs(this.#session.connection);
      if (this.#me === null) throw new MediaError('token-refused');
    } catch (cause) {
      this.leave();
      throw cause instanceof MediaError ? cause : new MediaError('token-refused', { cause });
    }
  }

  async publish(media: PublishMedia): Promise<void> {
    if (media.audio === null && media.video === null) return;
    if (this.#publisher !== null) await this.#unpublish(this.#publisher);
    const blank = media.video === 'later' ? blankVideoTrack() : null;
    const camera = media.video === 'later' ? blank : copyOf(media.video);
    const publisher = await inTime(
      this.#client.initPublisherAsync(undefined, {
        audioSource: copyOf(media.audio) ?? false,
        videoSource: camera === null ? false : hinted(camera),
        publishAudio: media.audioOn,
        publishVideo: media.video !== 'later',
        mirror: false,
      }),
      PUBLISH_TIMEOUT_MS,
    );
    this.#watch(publisher);
    await this.#send(publisher);
    blank?.stop();
  }

  #watch(publisher: Publisher): void {
    this.#publisher = publisher;
    publisher.on('streamDestroyed', () => {
      clearInterval(publisher.screenShareResizeInterval);
      if (this.#publisher !== publisher) return;
      this.#publisher = null;
      this.#tell({ type: 'unpublished' });
    });
  }

  async #send(publisher: Publisher): Promise<void> {
    try {
      await inTime(this.#session.publish(publisher), PUBLISH_TIMEOUT_MS);
    } catch (cause) {
      throw cause instanceof MediaError ? cause : new MediaError('publish-refused', { cause });
    }
  }

  setMicrophone(on: boolean): void {
    this.#publisher?.publishAudio(on);
  }

  async setCamera(track: MediaStreamTrack | null): Promise<void> {
    const publisher = this.#publisher;
    if (publisher === null) return;
    const copy = copyOf(track);
    if (copy === null) {
      // The library's promise never settles when the state is already the asked one.
      if (publisher.stream.videoActive) await inTime(publisher.publishVideo(false, true), PUBLISH_TIMEOUT_MS);
      return;
    }
    hinted(copy);
    const change = publisher.stream.videoActive
      ? publisher.replaceTrack(copy)
      : publisher.publishVideo(true, copy);
    await inTime(change, PUBLISH_TIMEOUT_MS);
  }

  async replaceMicrophone(track: MediaStreamTrack): Promise<void> {
    const copy = track.clone();
    await inTime(this.#publisher?.replaceTrack(copy) ?? Promise.resolve(), PUBLISH_TIMEOUT_MS);
  }

  show(streamId: string, element: HTMLVideoElement): void {
    this.#streams.get(streamId)?.streamManager.addVideoElement(element);
  }

  pulses(): StreamPulse[] {
    return [...this.#streams.values()].flatMap((stream) => pulseOf(stream) ?? []);
  }

  leave(): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#publisher?.screenShareResizeInterval);
    this.#hangUp();
  }

  /** Says goodbye, or, on a socket that would not carry it, goes without: the server notices by itself. */
  #hangUp(): void {
    if (this.#session.connection as Connection | undefined) {
      this.#session.leave(this.#client.getWsReadyState() !== WebSocket.OPEN, 'disconnect');
    } else {
      this.#client.closeWs();
    }
  }

  async #unpublish(publisher: Publisher): Promise<void> {
    this.#publisher = null;
    await inTime(this.#session.unpublish(publisher), PUBLISH_TIMEOUT_MS);
  }

  #listen(): void {
    const session = this.#session;
    session.on('connectionCreated', ({ connection }: ConnectionEvent) => {
      this.#opened(connection);
    });
    session.on('connectionDestroyed', ({ connection: { connectionId } }: ConnectionEvent) => {
      this.#tell({ type: 'connection-closed', connectionId });
    });
    session.on('streamCreated', ({ stream }: StreamEvent) => {
      this.#receive(stream);
    });
    session.on('streamDestroyed', ({ stream: { streamId } }: StreamEvent) => {
      if (this.#streams.delete(streamId)) this.#tell({ type: 'stream-closed', streamId });
    });
    session.on('streamPropertyChanged', ({ stream, changedProperty }: StreamPropertyChangedEvent) => {
      if (!changedProperty.endsWith('Active') || !this.#streams.has(stream.streamId)) return;
      this.#tell({ type: 'stream-changed', ...remoteStream(stream) });
    });
    session.on('reconnecting', () => {
      this.#tell({ type: 'socket-lost' });
    });
    session.on('reconnected', () => {
      this.#socketBack();
    });
    session.on('sessionDisconnected', ({ reason }: SessionDisconnectedEvent) => {
      this.#closed(reason);
    });
  }

  #opened(connection: Connection): void {
    if (connection.connectionId === this.#session.connection.connectionId) {
      // Without servers of its own the library would ask public ones on the internet.
      const offered = this.#client.iceServers as RTCIceServer[] | undefined;
      if (offered === undefined || offered.length === 0)
        this.#client.setAdvancedConfiguration({ iceServers: [] });
      return;
    }
    const who = this.#whoIs(connection);
    if (who !== null) this.#tell({ type: 'connection-opened', connectionId: connection.connectionId, who });
  }

  #receive(stream: Stream): void {
    const { connection } = stream;
    const who = this.#whoIs(connection);
    const mine = who?.userId === this.#whoIs(this.#session.connection)?.userId;
    if (!this.#options.receive || this.#over || who === null || mine) return;
    this.#streams.set(stream.streamId, stream);
    this.#session.subscribe(stream, undefined, () => undefined);
    this.#tell({
      type: 'stream-opened',
      connectionId: connection.connectionId,
      stream: remoteStream(stream),
    });
  }

  #socketBack(): void {
    if (this.#over) {
      this.#hangUp();
      return;
    }
    this.#repeatMutes();
    this.#tell({ type: 'socket-back' });
  }

  /** What was switched while the socket was away never reached the others. */
  #repeatMutes(): void {
    const publisher = this.#publisher;
    if (publisher === null) return;
    const { stream } = publisher;
    for (const [property, newValue] of [
      ['audioActive', stream.audioActive],
      ['videoActive', stream.videoActive],
    ] as const) {
      this.#client.sendRequest('streamPropertyChanged', {
        streamId: stream.streamId,
        property,
        newValue,
        reason: property === 'audioActive' ? 'publishAudio' : 'publishVideo',
      });
    }
  }

  #closed(reason: string): void {
    this.#streams.clear();
    clearInterval(this.#publisher?.screenShareResizeInterval);
    if (this.#over) {
      // Given up before it was in; the library has opened its socket after all.
      if ((this.#session.connection as Connection | undefined) === undefined) this.#client.closeWs();
      return;
    }
    this.#over = true;
    this.#options.onEvent({ type: 'closed', reason: CLOSE_REASONS[reason] ?? 'network' });
  }

  #whoIs(connection: Connection): ServerData | null {
    return whoIs(connection.data, this.#lessonId);
  }

  #tell(event: Parameters<JoinOptions['onEvent']>[0]): void {
    if (!this.#over) this.#options.onEvent(event);
  }
}

function remoteStream(stream: Stream): RemoteStream {
  const { streamId, hasAudio, hasVideo, audioActive, videoActive } = stream;
  return {
    streamId,
    hasAudio,
    hasVideo,
    audioActive: hasAudio && audioActive,
    videoActive: hasVideo && videoActive,
  };
}

function pulseOf(stream: Stream): StreamPulse | null {
  // The types of the library promise a peer from the beginning; there is none before the subscription is through.
  const peer = (stream.getWebRtcPeer() as { pc?: RTCPeerConnection } | undefined)?.pc;
  if (peer === undefined) return null;
  const heard = peer
    .getReceivers()
    .find(({ track }) => track.kind === 'audio')
    ?.getSynchronizationSources()[0];
  const connected = peer.iceConnectionState === 'connected' || peer.iceConnectionState === 'completed';
  return { streamId: stream.streamId, level: heard?.audioLevel ?? 0, connected };
}

/** The library stops the tracks it was given; ours have to live on for the next connection. */
function copyOf(track: MediaStreamTrack | null): MediaStreamTrack | null {
  const copy = track?.clone() ?? null;
  if (copy !== null && track !== null) copy.contentHint = track.contentHint;
  return copy;
}

/** Says what the picture is, which steers its encoding; the library warns about a track of unknown purpose. */
function hinted(track: MediaStreamTrack): MediaStreamTrack {
  if (track.contentHint === '')
    track.contentHint = track.getSettings().displaySurface === undefined ? 'motion' : 'detail';
  return track;
}
