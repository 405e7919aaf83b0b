import { setImmediate } from 'node:timers/promises';
import type { ConnectionKind, JoinTicket, ServerData } from '@seodang/contracts/lessons';
import type { DeviceMemory } from '../src/room/media/device-memory.js';
import type {
  CameraLimit,
  JoinOptions,
  MediaConnection,
  MediaEvent,
  MediaPort,
  PublishMedia,
  StreamPulse,
  Traffic,
} from '../src/room/media/media-port.js';

export const LESSON_ID = '019ad2a4-7c1e-7d7b-9a51-3a51c1f0a001';

export function who(name: string, more: Partial<ServerData> = {}): ServerData {
  const number = Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
  const userId = `019ad2a4-7c1e-7d7b-9a51-${String(number).padStart(12, '0')}`;
  return { userId, lessonId: LESSON_ID, name, part: 'student', kind: 'camera', ...more } as ServerData;
}

export function ticket(connectionId: string, kind: ConnectionKind = 'camera'): JoinTicket {
  return {
    connectionId,
    token: `ws://localhost?sessionId=s&token=${connectionId}`,
    role: 'PUBLISHER',
    kind,
  } as JoinTicket;
}

/** A connection that keeps what it was asked for, and says what the test wants to hear. */
export class FakeConnection implements MediaConnection {
  readonly published: PublishMedia[] = [];
  readonly microphone: boolean[] = [];
  readonly camera: (MediaStreamTrack | null)[] = [];
  readonly limits: (CameraLimit | null)[] = [];
  heard: StreamPulse[] = [];
  left = false;
  publishFailure: Error | null = null;

  constructor(
    readonly connectionId: string,
    readonly me: ServerData,
    readonly options: JoinOptions,
  ) {}

  say(event: MediaEvent): void {
    this.options.onEvent(event);
  }

  publish(media: PublishMedia): Promise<void> {
    this.published.push(media);
    return this.publishFailure === null ? Promise.resolve() : Promise.reject(this.publishFailure);
  }

  setMicrophone(on: boolean): void {
    this.microphone.push(on);
  }

  setCamera(track: MediaStreamTrack | null): Promise<void> {
    this.camera.push(track);
    return Promise.resolve();
  }

  replaceMicrophone(): Promise<void> {
    return Promise.resolve();
  }

  show(): void {
    // Nothing is drawn in a test.
  }

  pulses(): StreamPulse[] {
    return this.heard;
  }

  traffic(): Promise<Traffic> {
    const none = { packets: 0, lost: 0, bytes: 0 };
    return Promise.resolve({ up: none, down: none, rttMs: null, mayKbps: null, limitedBy: null });
  }

  limitCamera(limit: CameraLimit | null): Promise<void> {
    this.limits.push(limit);
    return Promise.resolve();
  }

  leave(): void {
    this.left = true;
  }
}

/** A media server that lets everybody in, unless `refusal` is set. */
export class FakePort implements MediaPort {
  readonly connections: FakeConnection[] = [];
  refusal: Error | null = null;
  /** What the server says to a connection before it is through. */
  welcome: ((connection: FakeConnection) => void) | null = null;

  join(_token: string, options: JoinOptions): Promise<MediaConnection> {
    if (this.refusal !== null) return Promise.reject(this.refusal);
    const connection = new FakeConnection(`con_${this.connections.length + 1}`, who('나'), options);
    this.connections.push(connection);
    this.welcome?.(connection);
    return Promise.resolve(connection);
  }

  get last(): FakeConnection {
    const last = this.connections.at(-1);
    if (last === undefined) throw new Error('nobody has joined');
    return last;
  }
}

export class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  enabled = true;

  constructor(
    readonly kind: 'audio' | 'video',
    readonly deviceId = 'default',
  ) {
    super();
  }

  stop(): void {
    this.readyState = 'ended';
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }

  /** As when a cable is pulled. */
  unplug(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

/** Cameras and microphones of a machine; `refuse` names a DOMException for a kind. */
export class FakeDevices extends EventTarget {
  readonly opened: FakeTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  refuse: Partial<Record<'audio' | 'video', string>> = {};

  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(constraints);
    const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
    const refusal = kinds.map((kind) => this.refuse[kind]).find((name) => name !== undefined);
    if (refusal !== undefined) return Promise.reject(Object.assign(new Error(refusal), { name: refusal }));
    const tracks = kinds.map((kind) => new FakeTrack(kind));
    this.opened.push(...tracks);
    return Promise.resolve(streamOf(tracks));
  }

  enumerateDevices() {
    return Promise.resolve([
      { kind: 'audioinput', deviceId: 'default', label: 'Headset' },
      { kind: 'videoinput', deviceId: 'default', label: 'Webcam' },
    ]);
  }

  get asBrowser(): MediaDevices {
    return this as unknown as MediaDevices;
  }
}

export function streamOf(tracks: readonly FakeTrack[]): MediaStream {
  const of = (kind: string) => tracks.filter((track) => track.kind === kind);
  return {
    getAudioTracks: () => of('audio'),
    getVideoTracks: () => of('video'),
    getTracks: () => tracks,
  } as unknown as MediaStream;
}

export function memory(more: Partial<ReturnType<DeviceMemory['read']>> = {}): DeviceMemory {
  let kept: ReturnType<DeviceMemory['read']> = {
    entry: 'camera',
    microphoneOn: true,
    cameraOn: true,
    microphoneId: null,
    cameraId: null,
    ...more,
  };
  return {
    read: () => kept,
    write: (devices) => {
      kept = devices;
    },
  };
}

/** Waits that end when the test says so. */
export class FakeWaits {
  readonly pending: { ms: number; done: () => void }[] = [];
  nowMs = 0;

  readonly wait = (ms: number, done: () => void): void => {
    this.pending.push({ ms, done });
  };

  /** Lets the earliest wait pass. */
  pass(): void {
    const next = this.pending.sort((a, b) => a.ms - b.ms).shift();
    if (next === undefined) throw new Error('nothing is waited for');
    this.nowMs += next.ms;
    next.done();
  }
}

/** Lets promises that are ready run. */
export async function settled(): Promise<void> {
  await setImmediate();
}
