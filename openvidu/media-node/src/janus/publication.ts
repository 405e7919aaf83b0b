import { MediaError, type IceCandidate, type StreamRef } from '../session/media-port.js';
import type { Handle, HandleEvent } from './handle.js';
import { InOrder } from './in-order.js';
import { Latch } from './latch.js';
import { ufragOfCandidate, ufragOfSdp } from './sdp.rules.js';
import type { JanusTransport } from './transport.js';
import { publishFeed, requestKeyFrame, startRecording, stopRecording } from './videoroom.js';

/** How long an operation waits for a Janus that is being restarted: the browser's request ends after 10 s. */
const ENGINE_WAIT_MS = 6000;

export interface PublicationDeps {
  readonly transport: JanusTransport;
  /** Media of a peer flows; `isFirst` for the first one of the stream. */
  onFlowing(flow: { readonly isFirst: boolean }): void;
  /** Media of the peer flows no more, or the peer is replaced. */
  onInterrupted(): void;
}

/** A stream: the publishing peer of now, and the ones that replaced each other before it. */
export class Publication {
  readonly stream: StreamRef;
  readonly #deps: PublicationDeps;
  readonly #inOrder = new InOrder();
  /** The feed of the room that subscribers can join: there while media flows. */
  readonly #flowing = new Latch<string>();
  readonly #ended = new AbortController();
  #handle: Handle | null = null;
  #ufrag: string | null = null;
  #lives = 0;
  #hasFlowed = false;

  constructor(stream: StreamRef, deps: PublicationDeps) {
    this.stream = stream;
    this.#deps = deps;
  }

  get handle(): Handle | null {
    return this.#handle;
  }

  get feed(): string | null {
    return this.#flowing.value;
  }

  /**
   * Makes the peer, or the one that replaces it; the one before is ended in any case but that of a failure.
   * @param early Candidates that came before the offer.
   */
  offer(sdpOffer: string, early: () => readonly IceCandidate[]): Promise<string> {
    return this.#inOrder.run(async () => {
      const link = await this.#deps.transport.whenUp({
        untilMs: performance.now() + ENGINE_WAIT_MS,
        signal: this.#ended.signal,
      });
      if (!link) throw new MediaError('engine', 'Janus is away.');
      const handle = await link.attach();
      try {
        return await this.#begin(handle, sdpOffer, early);
      } catch (error) {
        await handle.detach();
        throw error;
      }
    });
  }

  /** Hands a candidate to the peer that it is for. @returns false when that peer is not there yet. */
  take(candidate: IceCandidate): boolean {
    const ufrag = ufragOfCandidate(candidate.candidate);
    if (!this.#handle || (ufrag !== null && ufrag !== this.#ufrag)) return false;
    void this.#handle.trickle(candidate).catch(() => undefined);
    return true;
  }

  /** The feed to subscribe to, null when no media came in time. @throws {MediaError} `stream-unknown` once ended. */
  whenFlowing(within: { untilMs: number; signal: AbortSignal }): Promise<string | null> {
    return this.#flowing.when(within);
  }

  /** @returns false while no media flows. @throws {JanusError} @throws {JanusGone} */
  async record(path: string): Promise<boolean> {
    if (!this.#handle || this.feed === null) return false;
    await startRecording(this.#handle, path);
    return true;
  }

  async requestKeyFrame(): Promise<void> {
    if (this.#handle && this.feed !== null) await requestKeyFrame(this.#handle);
  }

  async stopRecording(): Promise<void> {
    if (this.#handle && !this.#handle.isDetached) await stopRecording(this.#handle);
  }

  /** All peers of the engine are gone; the stream waits for its publisher to offer anew. */
  engineLost(): void {
    this.#handle = null;
    this.#ufrag = null;
    this.#flowing.clear();
  }

  /** @param why What an operation that still waits is told. */
  async end(why: MediaError): Promise<void> {
    this.#ended.abort(why);
    this.#flowing.fail(why);
    await this.#handle?.detach();
  }

  async #begin(handle: Handle, sdpOffer: string, early: () => readonly IceCandidate[]): Promise<string> {
    const { streamId, sessionId } = this.stream;
    const life = this.#lives++;
    const feed = life === 0 ? streamId : `${streamId}~${life}`;
    handle.onEvent((event) => {
      this.#follow(handle, feed, event);
    });
    const sdpAnswer = await publishFeed(handle, sessionId, feed, sdpOffer);
    this.#ended.signal.throwIfAborted();
    if (handle.isDetached) throw new MediaError('engine', 'Janus went away.');
    const before = this.#handle;
    this.#replace(handle, ufragOfSdp(sdpOffer));
    for (const candidate of early()) this.take(candidate);
    void before?.detach();
    return sdpAnswer;
  }

  #replace(handle: Handle, ufrag: string | null): void {
    this.#handle = handle;
    this.#ufrag = ufrag;
    this.#interrupt();
  }

  #follow(handle: Handle, feed: string, event: HandleEvent): void {
    if (handle !== this.#handle) return;
    if (event.name !== 'flowing') {
      this.#interrupt();
      return;
    }
    this.#flowing.set(feed);
    const isFirst = !this.#hasFlowed;
    this.#hasFlowed = true;
    this.#deps.onFlowing({ isFirst });
  }

  #interrupt(): void {
    const wasFlowing = this.feed !== null;
    this.#flowing.clear();
    if (wasFlowing) this.#deps.onInterrupted();
  }
}
