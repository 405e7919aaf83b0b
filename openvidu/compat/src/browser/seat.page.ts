import type {
  Event as OpenViduEvent,
  OpenVidu,
  Publisher,
  Session,
  Stream,
  StreamManager,
  Subscriber,
} from 'openvidu-browser';
import type { ConnectOptions, Failure, Outcome, PeerReport, PublishOptions, SeatEvent } from './seat.js';

/**
 * Runs inside the page: drives the unmodified SDK the way an application would, and tells what it hears.
 * Must not use anything from outside its own body.
 */
export function installSeats(): void {
  const PLAIN_EVENTS = ['reconnecting', 'reconnected'];
  const SIZE = { resolution: '320x240', frameRate: 15 };

  class Seat {
    readonly #name: string;
    readonly #subscribers = new Map<string, Subscriber>();
    readonly #streams = new Map<string, Stream>();
    readonly #box = document.createElement('div');
    #openVidu!: OpenVidu;
    #session!: Session;
    #publisher: Publisher | undefined;
    #watch = true;

    constructor(name: string) {
      this.#name = name;
      document.body.append(this.#box);
    }

    async connect(token: string, options: ConnectOptions): Promise<unknown> {
      this.#openVidu = new window.OpenVidu();
      if (options.relayOnly) {
        this.#openVidu.setAdvancedConfiguration({
          rtcConfiguration: { iceTransportPolicy: 'relay' },
        } as never);
      }
      this.#session = this.#openVidu.initSession();
      this.#watch = options.watch ?? true;
      this.#listen();
      await this.#session.connect(token, options.clientData);
      const { connectionId, data, role, creationTime } = this.#session.connection;
      return { connectionId, data, role, creationTime, capabilities: this.#session.capabilities };
    }

    async publish(options: PublishOptions): Promise<unknown> {
      const publisher = await this.#openVidu.initPublisherAsync(this.#box, {
        audioSource: options.audio === false ? false : undefined,
        videoSource: options.video === false ? false : options.screen ? 'screen' : undefined,
        publishAudio: options.audioActive ?? true,
        publishVideo: options.videoActive ?? true,
        mirror: false,
        ...(options.screen ? {} : SIZE),
      } as never);
      if (options.subscribeToRemote) publisher.subscribeToRemote(true);
      publisher.on('streamDestroyed', (event) => {
        this.#tell('publisher.streamDestroyed', { streamId: event.stream.streamId, reason: event.reason });
      });
      publisher.on('streamPlaying', () => {
        this.#tell('publisher.streamPlaying', {});
      });
      this.#publisher = publisher;
      await this.#session.publish(publisher);
      return publisher.stream.streamId;
    }

    unpublish(): Promise<void> {
      return this.#session.unpublish(there(this.#publisher));
    }

    setAudio(active: boolean): void {
      there(this.#publisher).publishAudio(active);
    }

    setVideo(active: boolean): Promise<void> {
      return there(this.#publisher).publishVideo(active);
    }

    /** Puts a drawn picture of another size in the place of the camera. */
    async replaceVideoTrack(width: number, height: number): Promise<void> {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const pen = there(canvas.getContext('2d'));
      setInterval(() => {
        pen.fillStyle = `hsl(${performance.now() % 360} 80% 50%)`;
        pen.fillRect(0, 0, width, height);
      }, 60);
      await there(this.#publisher).replaceTrack(there(canvas.captureStream(15).getVideoTracks()[0]));
    }

    /** Gives the shared screen another size, as a window does that its user resizes. */
    async resizeScreen(width: number, height: number): Promise<void> {
      const track = there(there(this.#publisher).stream.getMediaStream().getVideoTracks()[0]);
      const size = { width: { exact: width }, height: { exact: height } };
      await track.applyConstraints(size);
      // Chromium 156 acts on the constraints of a captured screen only when it hears them again.
      await track.applyConstraints(size);
    }

    async unsubscribe(streamId: string): Promise<void> {
      await this.#session.unsubscribe(there(this.#subscribers.get(streamId)));
      this.#subscribers.delete(streamId);
    }

    async subscribe(streamId: string): Promise<void> {
      await this.#view(there(this.#streams.get(streamId)));
    }

    signal(type: string | undefined, data: string, to: string[]): Promise<void> {
      const known = [...this.#session.remoteConnections.values(), this.#session.connection];
      const targets = to.map((id) => known.find((one) => one.connectionId === id) ?? { connectionId: id });
      return this.#session.signal({ ...(type ? { type } : {}), data, to: targets as never });
    }

    forceDisconnect(connectionId: string): Promise<void> {
      return this.#session.forceDisconnect(
        (this.#session.remoteConnections.get(connectionId) ?? { connectionId }) as never,
      );
    }

    forceUnpublish(streamId: string): Promise<void> {
      return this.#session.forceUnpublish((this.#streams.get(streamId) ?? { streamId }) as never);
    }

    disconnect(): void {
      this.#session.disconnect();
    }

    /** The SDK's own repair of the publishing peer. */
    reconnectPublisher(): Promise<void> {
      return there(this.#publisher).stream.initWebRtcPeerSend(true);
    }

    reconnectSubscriber(streamId: string): Promise<void> {
      return there(this.#subscribers.get(streamId)).stream.initWebRtcPeerReceive(true);
    }

    connectionId(): string {
      return this.#session.connection.connectionId;
    }

    connectionData(connectionId: string): string | undefined {
      return this.#session.remoteConnections.get(connectionId)?.data;
    }

    async reports(): Promise<PeerReport[]> {
      const peers: (readonly [StreamManager, 'in' | 'out'])[] = [...this.#subscribers.values()].map((one) => [
        one,
        'in',
      ]);
      if (this.#publisher?.stream.streamId) peers.push([this.#publisher, 'out']);
      const reports = await Promise.all(
        peers.map(([manager, direction]) => this.#report(manager, direction)),
      );
      return reports.filter((report) => report !== null);
    }

    async #report({ stream }: StreamManager, direction: 'in' | 'out'): Promise<PeerReport | null> {
      const peer = stream.getWebRtcPeer() as unknown as { pc: RTCPeerConnection } | undefined;
      if (!peer) return null;
      const stats = [
        ...((await peer.pc.getStats()) as unknown as Map<string, Record<string, unknown>>).values(),
      ];
      const rtp = (kind: string) =>
        stats.find(
          (one) =>
            one['type'] === (direction === 'in' ? 'inbound-rtp' : 'outbound-rtp') && one['kind'] === kind,
        );
      const number = (from: Record<string, unknown> | undefined, key: string) => Number(from?.[key] ?? 0);
      const pair = stats.find(
        (one) => one['type'] === 'candidate-pair' && one['nominated'] && one['state'] === 'succeeded',
      );
      const local = stats.find((one) => one['id'] === pair?.['localCandidateId']);
      const video = rtp('video');
      const audio = rtp('audio');
      return {
        streamId: stream.streamId,
        connectionId: stream.connection.connectionId,
        direction,
        ice: peer.pc.iceConnectionState,
        frames: number(video, direction === 'in' ? 'framesDecoded' : 'framesEncoded'),
        width: number(video, 'frameWidth'),
        height: number(video, 'frameHeight'),
        audioPackets: number(audio, direction === 'in' ? 'packetsReceived' : 'packetsSent'),
        audioEnergy: number(audio, 'totalAudioEnergy'),
        candidateType: (local?.['candidateType'] as string | undefined) ?? '',
      };
    }

    #listen(): void {
      const session = this.#session;
      session.on('connectionCreated', ({ connection }) => {
        this.#tell('connectionCreated', { connectionId: connection.connectionId, metadata: connection.data });
      });
      session.on('connectionDestroyed', ({ connection, reason }) => {
        this.#tell('connectionDestroyed', { connectionId: connection.connectionId, reason });
      });
      session.on('streamCreated', ({ stream }) => {
        this.#streams.set(stream.streamId, stream);
        const { streamId, typeOfVideo, audioActive, videoActive, connection } = stream;
        this.#tell('streamCreated', {
          streamId,
          typeOfVideo,
          audioActive,
          videoActive,
          connectionId: connection.connectionId,
        } as never);
        if (this.#watch) void this.#view(stream).catch(() => undefined);
      });
      session.on('streamDestroyed', ({ stream, reason }) => {
        this.#subscribers.delete(stream.streamId);
        this.#tell('streamDestroyed', {
          streamId: stream.streamId,
          connectionId: stream.connection.connectionId,
          reason,
        });
      });
      session.on('streamPropertyChanged', ({ stream, changedProperty, newValue, reason }) => {
        this.#tell('streamPropertyChanged', {
          streamId: stream.streamId,
          connectionId: stream.connection.connectionId,
          property: changedProperty,
          newValue: newValue,
          reason,
        });
      });
      session.on('sessionDisconnected', ({ reason }) => {
        this.#tell('sessionDisconnected', { reason });
      });
      session.on('exception', ({ name, message }) => {
        this.#tell('exception', { type: name, message });
      });
      for (const name of PLAIN_EVENTS)
        session.on(name as never, () => {
          this.#tell(name, {});
        });
      for (const name of ['recordingStarted', 'recordingStopped'])
        session.on(name as never, (event: unknown) => {
          const { id, name: title, reason } = event as { id: string; name: string; reason?: string };
          this.#tell(name, { recordingId: id, recordingName: title, ...(reason && { reason }) });
        });
      for (const name of ['signal', 'signal:chat']) session.on(name as never, this.#onSignal(name));
    }

    #onSignal(name: string) {
      return (event: OpenViduEvent & { type: string; data?: string; from?: { connectionId: string } }) => {
        this.#tell(name, {
          type: event.type,
          ...(event.data === undefined ? {} : { data: event.data }),
          ...(event.from ? { from: event.from.connectionId } : {}),
        });
      };
    }

    #view(stream: Stream): Promise<void> {
      return new Promise((resolve, reject) => {
        const subscriber = this.#session.subscribe(stream, this.#box, (error) => {
          if (error) {
            this.#tell('subscribeFailed', { streamId: stream.streamId, message: error.message });
            reject(error);
            return;
          }
          resolve();
        });
        subscriber.on('streamPlaying', () => {
          this.#tell('streamPlaying', { streamId: stream.streamId });
        });
        this.#subscribers.set(stream.streamId, subscriber);
      });
    }

    #tell(name: string, details: Omit<Partial<SeatEvent>, 'name' | 'seat' | 'at'>): void {
      window.tell({ seat: this.#name, name, at: Date.now(), ...details });
    }
  }

  function there<T>(value: T | null | undefined): T {
    if (value === null || value === undefined)
      throw new Error('the seat does not have what the test asks for');
    return value;
  }

  function failureOf(error: unknown): Failure {
    if (typeof error !== 'object' || error === null) return { name: '', code: null, message: String(error) };
    const { name, code, message } = error as { name?: string; code?: number; message?: string };
    return { name: name ?? '', code: code ?? null, message: message ?? '' };
  }

  const seats = new Map<string, Record<string, (...args: unknown[]) => unknown>>();
  window.openSeat = (name) => {
    seats.set(name, new Seat(name) as never);
  };
  window.callSeat = async (name, method, ...args): Promise<Outcome> => {
    try {
      return { value: (await seats.get(name)?.[method]?.(...args)) ?? null };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  };
}
