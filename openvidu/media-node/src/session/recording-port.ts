import type { Connection } from './connection.js';
import type { EndReason } from './end-reason.js';
import type { Stream } from './stream.js';

/** A recording under way, as clients are told of it. */
export interface RecordingRef {
  readonly id: string;
  readonly name: string;
}

/** What sessions tell their recorder, and ask it. Nothing here waits or throws. */
export interface RecordingPort {
  /** The connection has a stream now. */
  streamAdded(connection: Connection): void;
  /** The publisher muted or unmuted itself. */
  streamChanged(stream: Stream): void;
  streamRemoved(stream: Stream): void;
  /** Nobody is in the session any more. @returns Whether it stays open for its recording. */
  deserted(sessionId: string, reason: EndReason): boolean;
  /** The session is about to end, and its recording with it. */
  ending(sessionId: string, reason: EndReason): void;
  /** A recording of the session is starting or under way. */
  isRecorded(sessionId: string): boolean;
  /** The recording that a client is told of on joining: not every role is. */
  shownTo(connection: Connection): RecordingRef | null;
}

const nothing = () => undefined;

/** For a node that does not record. */
export const NO_RECORDING: RecordingPort = {
  streamAdded: nothing,
  streamChanged: nothing,
  streamRemoved: nothing,
  deserted: () => false,
  ending: nothing,
  isRecorded: () => false,
  shownTo: () => null,
};
