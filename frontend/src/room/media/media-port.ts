import type { ServerData } from '@seodang/contracts/lessons';

/** Why a connection ended, in the room's words. */
export type CloseReason = 'left' | 'network' | 'session-ended' | 'moved' | 'removed' | 'speaking-changed';

/** A remote stream as it was announced; `…Active` tells whether it is sent right now. */
export interface RemoteStream {
  readonly streamId: string;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly audioActive: boolean;
  readonly videoActive: boolean;
}

/** What happens on one connection, in the order in which it happens. */
export type MediaEvent =
  | { readonly type: 'connection-opened'; readonly connectionId: string; readonly who: ServerData }
  | { readonly type: 'connection-closed'; readonly connectionId: string }
  | { readonly type: 'stream-opened'; readonly connectionId: string; readonly stream: RemoteStream }
  | {
      readonly type: 'stream-changed';
      readonly streamId: string;
      readonly audioActive: boolean;
      readonly videoActive: boolean;
    }
  | { readonly type: 'stream-closed'; readonly streamId: string }
  | { readonly type: 'unpublished' }
  /** The backend says that the right to speak is another one now; it may say so twice. */
  | { readonly type: 'speaking-told'; readonly maySpeak: boolean }
  | { readonly type: 'socket-lost' }
  | { readonly type: 'socket-back' }
  | { readonly type: 'closed'; readonly reason: CloseReason };

/** What to send. A null track means: this person has no such device, or did not allow it. */
export interface PublishMedia {
  readonly audio: MediaStreamTrack | null;
  readonly audioOn: boolean;
  /** `later`: there is a camera, but it is off; it can be switched on without interrupting the sound. */
  readonly video: MediaStreamTrack | 'later' | null;
}

/** A glance at one stream, for speaking rings and tiles that lost their sender. */
export interface StreamPulse {
  readonly streamId: string;
  /** Loudness from 0 to 1, as the receiver hears it. */
  readonly level: number;
  readonly connected: boolean;
}

/** Counters of one direction since its beginning. */
export interface Counters {
  readonly packets: number;
  readonly lost: number;
  readonly bytes: number;
}

/** What a connection has carried so far, from `getStats` of all its peers. */
export interface Traffic {
  readonly up: Counters;
  readonly down: Counters;
  /** Round trip of the slowest peer; null while nothing was measured. */
  readonly rttMs: number | null;
  /** What the browser believes that it may send; null while it does not send. */
  readonly mayKbps: number | null;
  /** Why the browser itself makes the picture smaller or slower. */
  readonly limitedBy: 'bandwidth' | 'cpu' | null;
}

/** The largest picture to send. */
export interface CameraLimit {
  readonly maxHeight: number;
  readonly maxKbps: number;
}

/** One living OpenVidu connection. Tracks given to it stay the caller's; it works on copies. */
export interface MediaConnection {
  readonly connectionId: string;
  /** Who the server says that we are. */
  readonly me: ServerData;
  /** @throws {MediaError} when the server refuses or does not answer in time. */
  publish(media: PublishMedia): Promise<void>;
  setMicrophone(on: boolean): void;
  /** Sends this track instead of the present one; null switches the camera off. */
  setCamera(track: MediaStreamTrack | null): Promise<void>;
  replaceMicrophone(track: MediaStreamTrack): Promise<void>;
  /** Plays a remote stream in this element, also after the stream was repaired. */
  show(streamId: string, element: HTMLVideoElement): void;
  pulses(): StreamPulse[];
  /** What the peers have carried so far. */
  traffic(): Promise<Traffic>;
  /** How much of the camera's picture is sent; the limit stays for later pictures. Null lifts it. */
  limitCamera(limit: CameraLimit | null): Promise<void>;
  /** Leaves at once; what the server says afterwards is no longer told. */
  leave(): void;
}

export interface JoinOptions {
  /** Streams of others are received only when asked for; a screen connection only sends. */
  readonly receive: boolean;
  /** Ask first whether the server can be reached at all, because openvidu-browser never gives up by itself. */
  readonly probe: boolean;
  readonly onEvent: (event: MediaEvent) => void;
}

/** The media server as the room needs it; only `openvidu.adapter.ts` knows how it is done. */
export interface MediaPort {
  /** @throws {MediaError} when nobody answers in time, or the token is refused. */
  join(token: string, options: JoinOptions): Promise<MediaConnection>;
}

export type MediaErrorCode =
  'unreachable' | 'timeout' | 'token-refused' | 'publish-refused' | 'browser-unsupported';

export class MediaError extends Error {
  constructor(
    readonly code: MediaErrorCode,
    options?: ErrorOptions,
  ) {
    super(`Media: ${code}`, options);
    this.name = 'MediaError';
  }
}
