import type { Logger } from 'pino';
import type { EventSink } from '../session/ports.js';
import type { SessionEvent } from '../session/session-event.js';
import type { CdrFile } from './cdr-file.js';
import type { Outbox } from './outbox.js';
import { toWebhookPayload } from './webhook-payload.js';

const TOLD_TO_OPERATORS = new Set<SessionEvent['name']>([
  'session.created',
  'session.destroyed',
  'participant.joined',
  'participant.left',
  'recording.changed',
]);

export interface EventLogDeps {
  readonly outbox: Outbox;
  readonly cdr: CdrFile | null;
  readonly log: Logger;
}

/** Brings every event of the sessions into the outbox, into the log and, when there is one, into the CDR file. */
export class EventLog implements EventSink {
  readonly #deps: EventLogDeps;

  constructor(deps: EventLogDeps) {
    this.#deps = deps;
  }

  emit(event: SessionEvent): void {
    const { outbox, cdr, log } = this.#deps;
    const payload = toWebhookPayload(event);
    outbox.append(payload);
    cdr?.write(payload);
    const { sessionId, connectionId, streamId, reason, status } = payload;
    const level = TOLD_TO_OPERATORS.has(event.name) ? 'info' : 'debug';
    log[level]({ sessionId, connectionId, streamId, reason, status }, event.name);
  }
}
