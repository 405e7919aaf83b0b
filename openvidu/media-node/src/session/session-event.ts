import type { EndReason } from './end-reason.js';

/** What happened in a session, told to those outside who keep books of it (webhooks, CDR). Times in epoch ms. */
export type SessionEvent = Scope &
  (
    | { readonly name: 'session.created' }
    | { readonly name: 'session.destroyed'; readonly ending: Ending }
    | { readonly name: 'participant.joined'; readonly participant: ParticipantFacts }
    | { readonly name: 'participant.left'; readonly participant: ParticipantFacts; readonly ending: Ending }
    | { readonly name: 'webrtc.created'; readonly webrtc: WebrtcFacts }
    | { readonly name: 'webrtc.destroyed'; readonly webrtc: WebrtcFacts; readonly ending: Ending }
    | { readonly name: 'signal.sent'; readonly signal: SignalFacts }
    | { readonly name: 'recording.changed'; readonly recording: RecordingFacts }
  );

export interface Scope {
  readonly sessionId: string;
  /** Tells apart sessions that use a custom id one after the other. */
  readonly uniqueSessionId: string;
  readonly atMs: number;
}

export interface Ending {
  readonly startedAtMs: number;
  readonly reason: EndReason;
}

export interface ParticipantFacts {
  readonly connectionId: string;
  readonly ip: string;
  readonly platform: string;
  readonly clientData: string;
  readonly serverData: string;
}

export interface WebrtcFacts {
  readonly streamId: string;
  /** The connection that sends or receives. */
  readonly connectionId: string;
  /** The publisher's connection when the stream is received; null when it is sent. */
  readonly receivingFrom: string | null;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly typeOfVideo: string | null;
  readonly frameRate: number | null;
  readonly videoDimensions: string | null;
}

export interface RecordingFacts {
  readonly id: string;
  readonly name: string;
  readonly outputMode: string;
  /** How the picture is composed; null when none is. */
  readonly picture: RecordingPicture | null;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  readonly createdAtMs: number;
  readonly sizeBytes: number;
  readonly durationS: number;
  readonly status: 'started' | 'stopped' | 'ready' | 'failed';
  /** Why it stopped; null while it goes on, or when it never began. */
  readonly reason: EndReason | null;
}

export interface RecordingPicture {
  readonly resolution: string;
  readonly frameRate: number;
  readonly recordingLayout: string;
  /** Only with the layout `CUSTOM`. */
  readonly customLayout?: string;
}

export interface SignalFacts {
  /** null for a signal of the server. */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly type: string | null;
  readonly data: string | null;
}
