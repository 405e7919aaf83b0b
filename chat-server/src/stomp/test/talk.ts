import { expect } from 'chai';
import { type Farewell, Session, type SessionHandler, type SessionLimits } from '../session.js';
import { type CloseCode, CLOSE, malformed, StompError } from '../stomp-error.js';
import { FRAME_LIMITS } from '../parser.js';
import type { Subscription } from '../subscriptions.js';

const LIMITS: SessionLimits = {
  frame: FRAME_LIMITS,
  subscriptions: 5,
  unacknowledged: 4,
  transactions: 2,
  deferredFrames: 3,
  deferredLength: 1000,
  underWay: { frames: 4, bytes: 1000 },
  heartBeatMs: 10_000,
};

/** A session without a socket: what is said to it, and what it answers. Destinations are any that begin with `/`. */
export class Talk implements SessionHandler<string> {
  readonly session: Session<string>;
  readonly said: string[] = [];
  readonly sent: string[] = [];
  readonly refusals: string[] = [];
  closedWith: CloseCode | null = null;
  /** Decides how long a SEND takes, and whether it is refused. */
  onSend: (body: string) => Promise<void> = () => Promise.resolve();
  onSubscribe: (id: string) => Promise<void> = () => Promise.resolve();
  onIntroduce: () => Promise<string> = () => Promise.resolve('session-1');

  constructor(limits: Partial<SessionLimits> = {}) {
    const output = {
      write: (frame: string) => this.said.push(frame),
      end: (code: CloseCode) => (this.closedWith = code),
      handledSome: () => undefined,
    };
    this.session = new Session(this, output, { ...LIMITS, ...limits });
  }

  static async connected(headers = 'accept-version:1.2', limits: Partial<SessionLimits> = {}): Promise<Talk> {
    const talk = new Talk(limits);
    await talk.say(`CONNECT\n${headers}\n\n\0`);
    talk.said.length = 0;
    return talk;
  }

  /** Says it, and lets everything happen that does not wait for the world. */
  async say(octets: string | Buffer): Promise<void> {
    this.session.receive(Buffer.from(octets as string));
    await settled();
  }

  /** The one subscription of this id. */
  subscription(id: string): Subscription<string> {
    const found = this.session.subscriptions.find(id);
    if (found === null) throw new Error(`no subscription ${id}`);
    return found;
  }

  /** As if a message were published to it. */
  hear(id: string, message: { readonly id: string; readonly body?: string }): string {
    const { id: messageId, body = '{}' } = message;
    const { destination } = this.subscription(id);
    const bodyBytes = Buffer.byteLength(body);
    return this.session.toText({ id: messageId, destination, body, bodyBytes }, this.subscription(id));
  }

  introduce(): Promise<string> {
    return this.onIntroduce();
  }

  targetOf(_command: 'SEND' | 'SUBSCRIBE', destination: string): string {
    if (destination.startsWith('/')) return destination;
    throw new StompError('stomp.destination_unknown', 'no such destination', CLOSE.policy);
  }

  subscribe({ id }: Subscription<string>): Promise<void> {
    return this.onSubscribe(id);
  }

  unsubscribe(): void {
    // Whoever is asked here has nothing to end.
  }

  send(_target: string, body: string): Promise<void> {
    this.sent.push(body);
    return this.onSend(body);
  }

  refused(error: unknown, { receiptId }: { readonly receiptId: string | null }): void {
    this.refusals.push(`${receiptId ?? ''}: ${String(error)}`);
  }

  farewellFor(error: unknown): Farewell {
    const known = error instanceof StompError ? error : malformed(String(error));
    return { message: known.code, body: known.detail, closeCode: known.closeCode };
  }

  counted(): void {
    // Here nobody sends too many.
  }
}

/** All promises that are ready have been told. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export const commandsOf = (talk: Talk): string[] =>
  talk.said.map((frame) => frame.slice(0, frame.indexOf('\n')));
export const receiptsOf = (talk: Talk): string[] =>
  talk.said.flatMap((frame) => /^RECEIPT\nreceipt-id:(.*)\n/.exec(frame)?.[1] ?? []);

/** It ended with an ERROR, and this code. */
export function expectError(talk: Talk, closeCode: number): void {
  expect(commandsOf(talk)).to.deep.equal(['ERROR']);
  expect(talk.closedWith).to.equal(closeCode);
}
