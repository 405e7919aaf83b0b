import { z } from 'zod';
import type { IceCandidate } from '../session/media-port.js';
import type { Awaits } from './socket.js';
import { JanusError, JanusGone, type JanusMessage, type Jsep } from './wire.js';

export type HandleEvent =
  /** ICE and DTLS are through: media flows. */
  | { readonly name: 'flowing' }
  /** The peer connection is over; the handle stays until it is detached. */
  | { readonly name: 'hangup'; readonly reason: string }
  | { readonly name: 'detached' };

export interface PluginAnswer {
  readonly data: Record<string, unknown>;
  readonly sdp: string | null;
}

export type HandleRequest = (message: Record<string, unknown>, awaits: Awaits) => Promise<JanusMessage>;

/** A browser has a dozen; more are left out, so that nobody keeps Janus busy with them. */
const MOST_CANDIDATES = 100;
const Refusal = z.looseObject({ error_code: z.number(), error: z.string() });

/** An attachment to the VideoRoom plugin: one peer connection at most. */
export class Handle {
  readonly #request: HandleRequest;
  #detaching: Promise<void> | null = null;
  #candidates = 0;
  #listener: (event: HandleEvent) => void = () => undefined;

  constructor(
    readonly id: number,
    request: HandleRequest,
  ) {
    this.#request = request;
  }

  get isDetached(): boolean {
    return this.#detaching !== null;
  }

  /** One listener; nothing is told after `detach`. */
  onEvent(listener: (event: HandleEvent) => void): void {
    this.#listener = listener;
  }

  /** @throws {JanusError} for a refusal of Janus or of the plugin. @throws {JanusGone} */
  async message(body: Record<string, unknown>, jsep?: Jsep): Promise<PluginAnswer> {
    if (this.isDetached) throw new JanusGone('The handle is detached.');
    const answer = await this.#request({ janus: 'message', body, ...(jsep && { jsep }) }, 'result');
    const data = answer.plugindata?.data ?? {};
    const refusal = Refusal.safeParse(data);
    if (refusal.success) throw new JanusError(refusal.data.error_code, refusal.data.error);
    return { data, sdp: answer.jsep?.sdp ?? null };
  }

  /** @throws {JanusError} for a candidate that Janus cannot read. @throws {JanusGone} */
  async trickle({ candidate, sdpMid, sdpMLineIndex }: IceCandidate): Promise<void> {
    this.#candidates += 1;
    if (this.isDetached || this.#candidates > MOST_CANDIDATES) return;
    const body = candidate === '' ? { completed: true } : { candidate, sdpMid, sdpMLineIndex };
    await this.#request({ janus: 'trickle', candidate: body }, 'first');
  }

  /** Ends the peer connection. Never rejects: what fails here is found by the reconciliation. */
  detach(): Promise<void> {
    this.#detaching ??= this.#request({ janus: 'detach' }, 'first').then(
      () => undefined,
      () => undefined,
    );
    return this.#detaching;
  }

  receive(message: JanusMessage): void {
    if (this.isDetached) return;
    if (message.janus === 'webrtcup') this.#listener({ name: 'flowing' });
    if (message.janus === 'hangup') this.#listener({ name: 'hangup', reason: message.reason ?? '' });
    if (message.janus === 'detached') {
      this.#detaching = Promise.resolve();
      this.#listener({ name: 'detached' });
    }
  }
}
