import { malformed, tooMuch } from './stomp-error.js';

export const ACK_MODES = ['auto', 'client', 'client-individual'] as const;
export type AckMode = (typeof ACK_MODES)[number];

/** One SUBSCRIBE of one connection. */
export interface Subscription<Target> {
  readonly id: string;
  /** Its id as it stands in a MESSAGE: escaped for the version that the client speaks. */
  readonly wireId: string;
  readonly destination: string;
  readonly target: Target;
  readonly ackMode: AckMode;
}

/** @throws {StompError} for a mode that STOMP does not know. */
export function toAckMode(header: string | undefined): AckMode {
  const mode = ACK_MODES.find((known) => known === (header ?? 'auto'));
  if (mode === undefined) throw malformed('no such ack mode');
  return mode;
}

/** The subscriptions of one connection, by the ids that the client gave. */
export class Subscriptions<Target> {
  readonly #byId = new Map<string, Subscription<Target>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#byId.size;
  }

  [Symbol.iterator](): IterableIterator<Subscription<Target>> {
    return this.#byId.values();
  }

  /** @throws {StompError} when the id is in use, or there are too many. */
  add(subscription: Subscription<Target>): void {
    if (this.#byId.has(subscription.id)) throw malformed('the subscription id is in use');
    if (this.#byId.size >= this.#most) throw tooMuch(`no more than ${this.#most} subscriptions`);
    this.#byId.set(subscription.id, subscription);
  }

  find(id: string): Subscription<Target> | null {
    return this.#byId.get(id) ?? null;
  }

  /** Does nothing when another subscription has taken its id meanwhile. */
  remove(subscription: Subscription<Target>): void {
    if (this.#byId.get(subscription.id) === subscription) this.#byId.delete(subscription.id);
  }
}
