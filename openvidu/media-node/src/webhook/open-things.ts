import { durationSec, type WebhookPayload } from './webhook-payload.js';

const ENDINGS: Readonly<Record<string, string>> = {
  webrtcConnectionCreated: 'webrtcConnectionDestroyed',
  participantJoined: 'participantLeft',
  sessionCreated: 'sessionDestroyed',
};
const BEGINNINGS = new Map(Object.entries(ENDINGS).map(([beginning, ending]) => [ending, beginning]));

/** What has begun and not ended, read off the events themselves. */
export class OpenThings {
  readonly #begun = new Map<string, WebhookPayload>();

  /** The events that began what is open, in their order. */
  get beginnings(): readonly WebhookPayload[] {
    return [...this.#begun.values()];
  }

  get isEmpty(): boolean {
    return this.#begun.size === 0;
  }

  apply(payload: WebhookPayload): void {
    if (payload.event in ENDINGS) this.#begun.set(keyOf(payload.event, payload), payload);
    const beginning = BEGINNINGS.get(payload.event);
    if (beginning !== undefined) this.#begun.delete(keyOf(beginning, payload));
  }

  /**
   * The events that end all that is open: streams before the participants that had them, these before their
   * sessions.
   *
   * @param atMs When it ended; nothing ends before it began.
   */
  endings(atMs: number, reason: string): WebhookPayload[] {
    const order = Object.keys(ENDINGS);
    return this.beginnings
      .toSorted((a, b) => order.indexOf(a.event) - order.indexOf(b.event))
      .map((beginning) => toEnding(beginning, atMs, reason));
  }
}

function keyOf(beginning: string, payload: WebhookPayload): string {
  const { uniqueSessionId, connectionId, streamId, connection } = payload;
  if (beginning === 'sessionCreated') return JSON.stringify([beginning, uniqueSessionId]);
  if (beginning === 'participantJoined') return JSON.stringify([beginning, uniqueSessionId, connectionId]);
  return JSON.stringify([beginning, uniqueSessionId, connectionId, streamId, connection]);
}

function toEnding(beginning: WebhookPayload, atMs: number, reason: string): WebhookPayload {
  const startTime = beginning.timestamp;
  const timestamp = Math.max(atMs, startTime);
  const event = ENDINGS[beginning.event] ?? beginning.event;
  return { ...beginning, timestamp, startTime, duration: durationSec(startTime, timestamp), reason, event };
}
