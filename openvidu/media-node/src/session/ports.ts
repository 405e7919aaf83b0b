import type { Connection } from './connection.js';
import type { Notice } from './notice.js';
import type { RecordingPort } from './recording-port.js';
import type { SessionEvent } from './session-event.js';

/** What the session domain needs of the world besides a media engine (see media-port.ts). */
export interface SessionPorts {
  readonly audience: Audience;
  readonly events: EventSink;
  readonly recording: RecordingPort;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly faults: FaultLog;
}

/** The clients behind the connections. Nothing here waits or throws. */
export interface Audience {
  tell(recipients: Iterable<Connection>, notice: Notice): void;
  /** The connection is out of its session for good. What it was told before still has to reach it. */
  dismiss(connection: Connection): void;
}

export interface EventSink {
  emit(event: SessionEvent): void;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

export interface IdSource {
  session(): string;
  connection(): string;
  token(): string;
  /** @param kind Three letters, such as `CAM`. */
  stream(kind: string, connectionId: string): string;
}

/** Where failures go that no caller waits for. */
export interface FaultLog {
  report(what: string, error: unknown, ids: Readonly<Record<string, string>>): void;
}
