import type { Connection } from '../session/connection.js';
import type { EndReason } from '../session/end-reason.js';
import type { Audience, Clock, EventSink } from '../session/ports.js';
import type { Recording } from './recording.js';

export const NOTIFIED = ['none', 'moderator', 'publisher_moderator', 'all'] as const;
/** Which roles hear of a recording in their session. */
export type Notified = (typeof NOTIFIED)[number];

const ROLES: Readonly<Record<Notified, ReadonlySet<string>>> = {
  none: new Set(),
  moderator: new Set(['MODERATOR']),
  publisher_moderator: new Set(['PUBLISHER', 'MODERATOR']),
  all: new Set(['SUBSCRIBER', 'PUBLISHER', 'MODERATOR']),
};

export interface AnnouncerDeps {
  readonly events: EventSink;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly notified: Notified;
}

/** Tells clients and webhooks how a recording stands. */
export class Announcer {
  readonly #deps: AnnouncerDeps;

  constructor(deps: AnnouncerDeps) {
    this.#deps = deps;
  }

  /** For webhooks and the CDR file. */
  changed(recording: Recording): void {
    const { sessionId, uniqueSessionId } = recording;
    const atMs = this.#deps.clock.now();
    const event = { sessionId, uniqueSessionId, atMs, recording: recording.facts() };
    this.#deps.events.emit({ name: 'recording.changed', ...event });
  }

  started(recording: Recording, everybody: readonly Connection[]): void {
    this.#deps.audience.tell(this.#told(everybody), { name: 'recording-started', recording });
  }

  stopped(recording: Recording, everybody: readonly Connection[], reason: EndReason): void {
    this.#deps.audience.tell(this.#told(everybody), { name: 'recording-stopped', recording, reason });
  }

  isTold({ role }: Connection): boolean {
    return ROLES[this.#deps.notified].has(role);
  }

  #told(everybody: readonly Connection[]): Connection[] {
    return everybody.filter((connection) => this.isTold(connection));
  }
}
