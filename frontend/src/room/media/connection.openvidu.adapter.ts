import { CLOSING_SIGNAL, ClosingSignal, SPEAKING_SIGNAL, SpeakingSignal } from '@seodang/contracts/lessons';
import type { ServerData } from '@seodang/contracts/lessons';
import type {
  Connection,
  ConnectionEvent,
  OpenVidu,
  Session,
  SessionDisconnectedEvent,
  SignalEvent,
  Stream,
  StreamEvent,
  StreamPropertyChangedEvent,
} from 'openvidu-browser';
import { inTime } from './in-time.js';
import {
  MediaError,
  type CameraLimit,
  type CloseReason,
  type JoinOptions,
  type MediaConnection,
  type MediaEvent,
  type PublishMedia,
  type RemoteStream,
  type StreamPulse,
  type Traffic,
} from './media-port.js';
import { OutgoingStream } from './outgoing.openvidu.adapter.js';
import { whoIs } from './server-data.rules.js';
import { trafficOf } from './traffic.js';

const JOIN_TIMEOUT_MS = 12_000;

const CLOSE_REASONS: Partial<Record<string, CloseReason>> = {
  disconnect: 'left',
  networkDisconnect: 'network',
  nodeCrashed: 'network',
  mediaServerReconnect: 'network',
  openviduServerStopped: 'network',
  sessionClosedByServer: 'session-ended',
  // Unless the backend has said before what it does it for.
  forceDisconnectByServer: 'moved',
  forceDisconnectByUser: 'removed',
};

const TOLD_REASONS = {
  'moved-to-another-device': 'moved',
  removed: 'removed',
  'speaking-changed': 'speaking-changed',
} as const;

/**
 * One connection over openvidu-browser 2.32. What that library leaves to its user is done here: requests that were under
 * way when a socket broke never settle, and a session that was given up goes on reconnecting on its own.
 */
export class OpenviduConnection implements MediaConnection {
  readonly #client: OpenVidu;
  readonly #session: Session;
  readonly #lessonId: string;
  readonly #options: JoinOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #outgoing: OutgoingStream;
  #me: ServerData | null = null;
  #toldReason: CloseReason | null = null;
  #over = false;

  constructor(client: OpenVidu, lessonId: string, options: JoinOptions) {
    this.#client = client;
    this.#session = client.initSession();
    this.#lessonId = lessonId;
    this.#options = options;
    this.#outgoing = new OutgoingStream(client, this.#session, () => {
      this.#tell({ type: 'unpublished' });
    });
    this.#listenToPeople();
    this.#listenToServer();
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

  publish(media: PublishMedia): Promise<void> {
    return this.#outgoing.publish(media);
  }

  setMicrophone(on: boolean): void {
    this.#outgoing.setMicrophone(on);
  }

  setCamera(track: MediaStreamTrack | null): Promise<void> {
    return this.#outgoing.setCamera(track);
  }

  replaceMicrophone(track: MediaStreamTrack): Promise<void> {
    return this.#outgoing.replaceMicrophone(track);
  }

  limitCamera(limit: CameraLimit | null): Promise<void> {
    return this.#outgoing.limitCamera(limit);
  }

  show(streamId: string, element: HTMLVideoElement): void {
    this.#streams.get(streamId)?.streamManager.addVideoElement(element);
  }

  pulses(): StreamPulse[] {
    return [...this.#streams.values()].flatMap((stream) => pulseOf(stream) ?? []);
  }

  traffic(): Promise<Traffic> {
    const peers = [...this.#streams.values()].flatMap((stream) => peerOf(stream) ?? []);
    return trafficOf(this.#outgoing.peer, peers);
  }

  leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#outgoing.close();
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

  #listenToPeople(): void {
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
  }

  #listenToServer(): void {
    const session = this.#session;
    session.on('signal', (signal: SignalEvent) => {
      this.#told(signal);
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

  /** Anybody may send signals; only those of the server come from nobody. The library puts a prefix before the type. */
  #told({ type, data, from }: SignalEvent): void {
    if (from !== undefined) return;
    if (type === `signal:${SPEAKING_SIGNAL}`) {
      const told = SpeakingSignal.safeParse(fromJson(data));
      if (told.success) this.#tell({ type: 'speaking-told', maySpeak: told.data.maySpeak });
    }
    if (type === `signal:${CLOSING_SIGNAL}`) {
      const told = ClosingSignal.safeParse(fromJson(data));
      if (told.success) this.#toldReason = TOLD_REASONS[told.data.reason];
    }
  }

  #socketBack(): void {
    if (this.#over) {
      this.#hangUp();
      return;
    }
    this.#outgoing.repeatMutes();
    this.#tell({ type: 'socket-back' });
  }

  #closed(reason: string): void {
    this.#streams.clear();
    this.#outgoing.close();
    if (this.#over) {
      // Given up before it was in; the library has opened its socket after all.
      if ((this.#session.connection as Connection | undefined) === undefined) this.#client.closeWs();
      return;
    }
    this.#over = true;
    const told = reason === 'forceDisconnectByServer' ? this.#toldReason : null;
    this.#options.onEvent({ type: 'closed', reason: told ?? CLOSE_REASONS[reason] ?? 'network' });
  }

  #whoIs(connection: Connection): ServerData | null {
    return whoIs(connection.data, this.#lessonId);
  }

  #tell(event: MediaEvent): void {
    if (!this.#over) this.#options.onEvent(event);
  }
}

function fromJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
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

/** The types of the library promise a peer from the beginning; there is none before the subscription is through. */
function peerOf(stream: Stream): RTCPeerConnection | undefined {
  return (stream.getWebRtcPeer() as { pc?: RTCPeerConnection } | undefined)?.pc;
}

function pulseOf(stream: Stream): StreamPulse | null {
  const peer = peerOf(stream);
  if (peer === undefined) return null;
  const heard = peer
    .getReceivers()
    .find(({ track }) => track.kind === 'audio')
    ?.getSynchronizationSources()[0];
  const connected = peer.iceConnectionState === 'connected' || peer.iceConnectionState === 'completed';
  return { streamId: stream.streamId, level: heard?.audioLevel ?? 0, connected };
}
