import { type Destinations, Duties, type DutyLimits } from './duties.js';
import type { ClientCommand, Frame, Headers } from './frame.js';
import { FrameOrder, type Lane, type OrderLimits } from './frame-order.js';
import { agreeOnHeartBeat, type HeartBeat, NO_HEART_BEAT } from './heart-beat.js';
import { type FrameLimits, FrameParser } from './parser.js';
import { type Message, serialise } from './serialise.js';
import { CLOSE, type CloseCode, malformed, StompError } from './stomp-error.js';
import type { Subscription, Subscriptions } from './subscriptions.js';
import { negotiate, VERSIONS } from './version.js';

export interface SessionLimits extends DutyLimits {
  readonly frame: FrameLimits;
  readonly underWay: OrderLimits;
  readonly heartBeatMs: number;
}

/** What an ERROR says, and how the connection is closed after it. */
export interface Farewell {
  readonly message: string;
  /** `application/problem+json`. */
  readonly body: string;
  readonly closeCode: CloseCode;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a session asks of whoever knows people and destinations. Frames are handed over in the order in which they came. */
export interface SessionHandler<Target> extends Destinations<Target> {
  /** @returns the id of the session. What it rejects with ends the connection. */
  introduce(headers: Headers): Promise<string>;
  /** A frame was refused; the connection goes on. */
  refused(error: unknown, frame: { readonly receiptId: string | null; readonly destination: string }): void;
  farewellFor(error: unknown): Farewell;
  /** A frame was read. @throws {StompError} when there are too many */
  counted(command: ClientCommand): void;
}

/** Where a session writes to. */
export interface SessionOutput {
  write(frame: string): void;
  /** Closes once everything written has gone. */
  end(code: CloseCode, reason: string): void;
  /** Frames that came before were handled by and by; the sender may go on if it had to wait. */
  handledSome(): void;
}

type State = 'new' | 'connected' | 'draining' | 'ended';

/**
 * One client's side of STOMP 1.0 to 1.2: what it may send when, and what it is answered. It knows no socket and no
 * clock; octets come in by `receive`, frames go out by `output`.
 *
 * @see https://stomp.github.io/stomp-specification-1.2.html
 */
export class Session<Target> {
  readonly #handler: SessionHandler<Target>;
  readonly #output: SessionOutput;
  readonly #heartBeatMs: number;
  readonly #parser: FrameParser;
  readonly #duties: Duties<Target>;
  readonly #order: FrameOrder;
  #state: State = 'new';
  #heartBeat: HeartBeat = NO_HEART_BEAT;
  /** Has to wait until those under way are done. */
  #held: Frame | null = null;
  #onDrained: (() => void) | null = null;

  constructor(handler: SessionHandler<Target>, output: SessionOutput, limits: SessionLimits) {
    this.#handler = handler;
    this.#output = output;
    this.#heartBeatMs = limits.heartBeatMs;
    this.#parser = new FrameParser(limits.frame);
    this.#duties = new Duties(handler, limits);
    this.#order = new FrameOrder(limits.underWay, () => {
      this.#goOn();
      this.#output.handledSome();
    });
  }

  get heartBeat(): HeartBeat {
    return this.#heartBeat;
  }

  get isConnected(): boolean {
    return this.#state === 'connected' || this.#state === 'draining';
  }

  get subscriptions(): Subscriptions<Target> {
    return this.#duties.subscriptions;
  }

  /** Octets that came and are not handled yet: when they grow, the sender has to wait. */
  get waitingBytes(): number {
    return this.#parser.waitingBytes;
  }

  /** Takes in octets, whose memory is then the session's. */
  receive(chunk: Buffer): void {
    if (this.#state === 'ended' || this.#state === 'draining') return;
    this.#parser.push(chunk);
    this.#goOn();
  }

  /** Puts a message into words for one subscription. @throws {StompError} when its client never acknowledges */
  toText(message: Message, subscription: Subscription<Target>): string {
    return this.#duties.toText(message, subscription);
  }

  /** Handles no further frame; resolves when those under way are answered. */
  async drain(): Promise<void> {
    if (this.#state === 'ended') return;
    this.#state = 'draining';
    if (this.#order.isEmpty) return;
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
  }

  /** Says why in an ERROR, and closes. */
  fail(error: unknown, more: Readonly<Record<string, string>> = {}): void {
    if (this.#state === 'ended') return;
    this.end();
    const { message, body, closeCode, headers } = this.#handler.farewellFor(error);
    const all = { message, ...more, ...headers, 'content-type': 'application/problem+json' };
    this.#output.write(serialise('ERROR', all, { version: this.#duties.version, body }));
    this.#output.end(closeCode, message);
  }

  /** The connection is gone; nothing more is handled or written. */
  end(): void {
    this.#state = 'ended';
    this.#held = null;
    this.#onDrained?.();
  }

  #goOn(): void {
    if (this.#state === 'draining' && this.#order.isEmpty) this.#onDrained?.();
    while (this.#state === 'new' || this.#state === 'connected') {
      const frame = this.#nextFrame();
      if (frame === null) return;
      if (!this.#order.admits(laneOf(frame))) {
        this.#held = frame;
        return;
      }
      this.#handle(frame);
    }
  }

  #nextFrame(): Frame | null {
    const held = this.#held;
    this.#held = null;
    if (held) return held;
    try {
      const frame = this.#parser.next();
      if (frame) this.#handler.counted(frame.command);
      return frame;
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  #handle(frame: Frame): void {
    try {
      this.#obey(frame);
    } catch (error) {
      const receiptId = frame.headers.get('receipt');
      this.fail(error, receiptId === undefined ? {} : { 'receipt-id': receiptId });
    }
  }

  #obey(frame: Frame): void {
    const { command } = frame;
    if (command === 'CONNECT' || command === 'STOMP') {
      this.#connect(frame);
      return;
    }
    if (this.#state === 'new') throw malformed('CONNECT comes first');
    if (command === 'DISCONNECT') {
      this.#giveReceipt(frame);
      this.end();
      this.#output.end(CLOSE.normal, 'bye');
      return;
    }
    const work = this.#duties.obey(command, frame);
    if (work === null) this.#giveReceipt(frame);
    else this.#await(frame, work);
  }

  #connect({ headers }: Frame): void {
    if (this.#state !== 'new') throw malformed('connected already');
    const version = negotiate(headers.get('accept-version'));
    if (version === null) {
      this.fail(malformed('no common version'), { version: VERSIONS.join(',') });
      return;
    }
    this.#duties.version = this.#parser.version = version;
    const offered = version === '1.0' ? undefined : headers.get('heart-beat');
    const heartBeat = agreeOnHeartBeat(this.#heartBeatMs, offered);
    let session = '';
    const introduction = this.#handler.introduce(headers).then((id) => {
      session = id;
    });
    this.#order.start({ lane: 'alone', bytes: 0 }, introduction, (error) => {
      if (this.#state === 'ended') return;
      if (error !== null) {
        this.fail(error);
        return;
      }
      if (this.#state === 'new') this.#state = 'connected';
      this.#heartBeat = heartBeat;
      const beats = `${this.#heartBeatMs},${this.#heartBeatMs}`;
      this.#output.write(
        serialise('CONNECTED', { version, 'heart-beat': beats, session, server: 'seodang' }, { version }),
      );
    });
  }

  #await(frame: Frame, work: Promise<void>): void {
    this.#order.start({ lane: laneOf(frame), bytes: frame.body.length }, work, (error) => {
      if (this.#state === 'ended') return;
      if (error === null) this.#giveReceipt(frame);
      else if (error instanceof StompError) this.fail(error);
      else {
        this.#handler.refused(error, {
          receiptId: frame.headers.get('receipt') ?? null,
          destination: frame.headers.get('destination') ?? '',
        });
      }
    });
  }

  #giveReceipt({ headers }: Frame): void {
    const receipt = headers.get('receipt');
    if (receipt === undefined) return;
    this.#output.write(serialise('RECEIPT', { 'receipt-id': receipt }, { version: this.#duties.version }));
  }
}

function laneOf({ command, headers }: Frame): Lane {
  if (command === 'SEND') return headers.has('transaction') ? 'alone' : 'send';
  return command === 'SUBSCRIBE' ? 'subscribe' : 'alone';
}
