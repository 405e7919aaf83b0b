import { malformed, tooMuch } from './stomp-error.js';
import type { AckMode } from './subscriptions.js';

/** What a message that awaits its ACK was sent under. */
interface Awaited {
  readonly subscriptionId: string;
  readonly messageId: string;
  readonly mode: AckMode;
}

/** How an ACK or a NACK names a message: by `id` in 1.2, before that by `message-id` (and `subscription` in 1.1). */
export interface AckReference {
  readonly id?: string | undefined;
  readonly messageId?: string | undefined;
  readonly subscriptionId?: string | undefined;
}

/**
 * Messages of one connection that wait for their ACK, in the order in which they were sent. Nothing is sent again here:
 * a room keeps its messages, and a client that missed one reads them there. So NACK is as good as ACK.
 */
export class Acknowledgements {
  readonly #awaited = new Map<string, Awaited>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#awaited.size;
  }

  /**
   * @returns the value of the header `ack`.
   * @throws {StompError} when the client leaves too many without an answer.
   */
  await(awaited: Awaited): string {
    if (this.#awaited.size >= this.#most) throw tooMuch(`no more than ${this.#most} messages without an ACK`);
    const ackId = `${awaited.messageId}@${awaited.subscriptionId}`;
    this.#awaited.set(ackId, awaited);
    return ackId;
  }

  /**
   * Settles a message; in mode `client` also those before it on the same subscription.
   *
   * @throws {StompError} when no such message waits.
   */
  settle(reference: AckReference): void {
    const ackId = this.#find(reference);
    const settled = ackId === null ? undefined : this.#awaited.get(ackId);
    if (ackId === null || settled === undefined) throw malformed('no message waits for this ACK');
    if (settled.mode === 'client') this.#settleBefore(ackId, settled.subscriptionId);
    this.#awaited.delete(ackId);
  }

  #find({ id, messageId, subscriptionId }: AckReference): string | null {
    if (id !== undefined) return id;
    for (const [ackId, awaited] of this.#awaited) {
      const isSubscription = subscriptionId === undefined || awaited.subscriptionId === subscriptionId;
      if (isSubscription && awaited.messageId === messageId) return ackId;
    }
    return null;
  }

  #settleBefore(last: string, subscriptionId: string): void {
    for (const [ackId, awaited] of this.#awaited) {
      if (ackId === last) return;
      if (awaited.subscriptionId === subscriptionId) this.#awaited.delete(ackId);
    }
  }
}
