import type { ConnectionRef, IceCandidate, StreamRef } from './media-port.js';

const MAX_KEPT_CANDIDATES = 50;

/** What a publisher says about its stream. */
export interface StreamMedia {
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
  /** Sending sound, not muted. */
  audioActive: boolean;
  videoActive: boolean;
  /** `CAMERA`, `SCREEN`, `CUSTOM`, or null without video. */
  readonly typeOfVideo: string | null;
  /** Frames per second as asked for; -1 is unknown. */
  readonly frameRate: number | null;
  /** A JSON string such as `{"width":640,"height":480}`. */
  videoDimensions: string | null;
}

/** What one connection publishes. It keeps its id when its media peer is replaced. */
export class Stream implements StreamRef {
  readonly candidates = new CandidateLog();

  readonly sessionId: string;
  readonly connectionId: string;

  constructor(
    readonly streamId: string,
    publisher: ConnectionRef,
    readonly createdAtMs: number,
    readonly media: StreamMedia,
  ) {
    this.sessionId = publisher.sessionId;
    this.connectionId = publisher.connectionId;
  }

  get id(): string {
    return this.streamId;
  }
}

/** How one connection receives one stream. It counts once the first answer came. */
export class Subscription {
  readonly candidates = new CandidateLog();
  establishedAtMs: number | null = null;

  constructor(readonly stream: Stream) {}
}

/** The last candidates a browser sent for a peer, for those who look into a bad connection. */
export class CandidateLog {
  readonly #kept: string[] = [];

  add({ candidate }: IceCandidate): void {
    if (this.#kept.length >= MAX_KEPT_CANDIDATES) this.#kept.shift();
    this.#kept.push(candidate);
  }

  list(): readonly string[] {
    return this.#kept;
  }
}

/** The three letters in the middle of a stream's id. */
export function streamKind({ hasVideo, typeOfVideo }: StreamMedia): string {
  return hasVideo && typeOfVideo ? typeOfVideo.slice(0, 3).toUpperCase() : 'MIC';
}
