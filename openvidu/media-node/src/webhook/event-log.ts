import type { EventSink } from '../session/ports.js';
import type { SessionEvent } from '../session/session-event.js';
import type { CdrFile } from './cdr-file.js';
import type { Outbox } from './outbox.js';
import { toWebhookPayload } from './webhook-payload.js';

/** Brings every event of the sessions into the outbox and, when there is one, the CDR file. */
export class EventLog implements EventSink {
  readonly #outbox: Outbox;
  readonly #cdr: CdrFile | null;

  constructor(outbox: Outbox, cdr: CdrFile | null) {
    this.#outbox = outbox;
    this.#cdr = cdr;
  }

  emit(event: SessionEvent): void {
    const payload = toWebhookPayload(event);
    this.#outbox.append(payload);
    this.#cdr?.write(payload);
  }
}
