import { setTimeout as pause } from 'node:timers/promises';
import { MediaError, type IceCandidate, type SubscriptionRef } from '../session/media-port.js';
import type { Handle } from './handle.js';
import { InOrder } from './in-order.js';
import type { Publication } from './publication.js';
import type { JanusTransport } from './transport.js';
import { isRefusal, REFUSED, startFeed, subscribeFeed } from './videoroom.js';
import { JanusGone } from './wire.js';

/** The browser's request ends after 10 s; what is left is for the answer's way. */
const OFFER_WITHIN_MS = 9000;
const RETRY_MS = 100;

interface Turn {
  readonly untilMs: number;
  readonly signal: AbortSignal;
}

/** One connection's view of one stream: the subscribing peer of now. */
export class Subscription {
  readonly ref: SubscriptionRef;
  readonly publication: Publication;
  readonly #transport: JanusTransport;
  readonly #inOrder = new InOrder();
  #turn = new AbortController();
  #isOffering = false;
  #wasOffered = false;
  #handle: Handle | null = null;
  #feed: string | null = null;

  constructor(ref: SubscriptionRef, publication: Publication, transport: JanusTransport) {
    this.ref = ref;
    this.publication = publication;
    this.#transport = transport;
  }

  get handle(): Handle | null {
    return this.#handle;
  }

  /** Whether it was offered a feed once, not the one of now, and no newer offer is on its way. */
  get isStale(): boolean {
    return this.#wasOffered && !this.#isOffering && this.#feed !== this.publication.feed;
  }

  /** Resolves with the engine's offer; a newer call takes the place of one that still waits. */
  offer(early: () => readonly IceCandidate[]): Promise<string> {
    this.#supersede(new MediaError('subscription-unknown', 'A newer request took the place of this one.'));
    const { signal } = this.#turn;
    const untilMs = performance.now() + OFFER_WITHIN_MS;
    this.#isOffering = true;
    return this.#inOrder.run(async () => {
      try {
        signal.throwIfAborted();
        await this.#drop();
        const sdpOffer = await this.#join({ untilMs, signal });
        for (const candidate of early()) this.take(candidate);
        return sdpOffer;
      } finally {
        if (signal === this.#turn.signal) this.#isOffering = false;
      }
    });
  }

  /** @throws {MediaError} `subscription-unknown` when there is no offer to be answered. */
  answer(sdpAnswer: string): Promise<void> {
    return this.#inOrder.run(async () => {
      if (!this.#handle) throw new MediaError('subscription-unknown', 'There is no offer to this answer.');
      await startFeed(this.#handle, sdpAnswer);
    });
  }

  /** Hands a candidate to the peer. @returns false when it is not there yet. */
  take(candidate: IceCandidate): boolean {
    if (!this.#handle) return false;
    void this.#handle.trickle(candidate).catch(() => undefined);
    return true;
  }

  /** The peer is gone with the engine; that it was wanted is kept. */
  engineLost(): void {
    this.#handle = null;
  }

  /** @param why What a request that still waits is told. */
  async end(why: MediaError): Promise<void> {
    this.#supersede(why);
    await this.#drop();
  }

  #supersede(why: MediaError): void {
    this.#turn.abort(why);
    this.#turn = new AbortController();
  }

  async #drop(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    this.#feed = null;
    await handle?.detach();
  }

  /** Tries until there is an offer: the publisher's media, or Janus, may come and go meanwhile. */
  async #join(turn: Turn): Promise<string> {
    for (;;) {
      const feed = await this.publication.whenFlowing(turn);
      if (feed === null) throw new MediaError('timeout', 'No media of the publisher came in time.');
      try {
        return await this.#joinFeed(feed, turn);
      } catch (error) {
        if (!mayPass(error)) throw error;
      }
      await pause(RETRY_MS);
    }
  }

  async #joinFeed(feed: string, { untilMs, signal }: Turn): Promise<string> {
    const link = await this.#transport.whenUp({ untilMs, signal });
    if (!link) throw new MediaError('engine', 'Janus is away.');
    const handle = await link.attach();
    try {
      const sdpOffer = await subscribeFeed(handle, this.ref.sessionId, feed);
      signal.throwIfAborted();
      this.#handle = handle;
      this.#feed = feed;
      this.#wasOffered = true;
      return sdpOffer;
    } catch (error) {
      await handle.detach();
      throw error;
    }
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof JanusGone || isRefusal(error, REFUSED.noSuchFeed);
}
