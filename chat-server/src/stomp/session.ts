import { isUtf8 } from 'node:buffer';
import { Acknowledgements, type AckReference } from './acknowledgements.js';
import { escape } from './escape.js';
import type { ClientCommand, Frame, Headers } from './frame.js';
import { FrameOrder, type Lane, type OrderLimits } from './frame-order.js';
import { agreeOnHeartBeat, type HeartBeat, NO_HEART_BEAT } from './heart-beat.js';
import { type FrameLimits, FrameParser } from './parser.js';
import { type Message, messageText, serialise } from './serialise.js';
import { CLOSE, type CloseCode, malformed, StompError } from './stomp-error.js';
import { type Subscription, Subscriptions, toAckMode } from './subscriptions.js';
import { type Deferred, type TransactionLimits, Transactions } from './transactions.js';
import { negotiate, type Version, VERSIONS } from './version.js';

export interface SessionLimits extends TransactionLimits {
  readonly frame: FrameLimits;
  readonly subscriptions: number;
  readonly unacknowledged: number;
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
export interface SessionHandler<Target> {
  /** @returns the id of the session. What it rejects with ends the connection. */
  introduce(headers: Headers): Promise<string>;
  /** @throws {StompError} for a destination that this command cannot have. */
  targetOf(command: 'SEND' | 'SUBSCRIBE', destination: string): Target;
  subscribe(subscription: Subscription<Target>): Promise<void>;
  unsubscribe(subscription: Subscription<Target>): void;
  send(target: Target, body: string): Promise<void>;
  /** A frame was refused; the connection goes on. */
  refused(error: unknown, frame: { readonly receiptId: string | null; readonly destination: string }): void;
  farewellFor(error: unknown): Farewell;
  /** A frame was read; it may throw when there are too many. */
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
  readonly #limits: SessionLimits;
  readonly #parser: FrameParser;
  readonly #order: FrameOrder;
  readonly #subscriptions: Subscriptions<Target>;
  readonly #acknowledgements: Acknowledgements;
  readonly #transactions: Transactions<Target>;
  #state: State = 'new';
  #version: Version = '1.2';
  #heartBeat: HeartBeat = NO_HEART_BEAT;
  /** Has to wait until those under way are done. */
  #held: Frame | null = null;
  #onDrained: (() => void) | null = null;

  constructor(handler: SessionHandler<Target>, output: SessionOutput, limits: SessionLimits) {
    this.#handler = handler;
    this.#output = output;
    this.#limits = limits;
    this.#parser = new FrameParser(limits.frame);
    this.#subscriptions = new Subscriptions(limits.subscriptions);
    this.#acknowledgements = new Acknowledgements(limits.unacknowledged);
    this.#transactions = new Transactions(limits);
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
    return this.#subscriptions;
  }

  /** Octets that came and are not handled yet: when they grow, the sender has to wait. */
  get waitingBytes(): number {
    return this.#parser.waitingBytes;
  }

  /** Takes in octets, whose memory is then the session's. */
  receive(chunk: Buffer): void {
    if (this.#state === 'ended') return;
    this.#parser.push(chunk);
    this.#goOn();
  }

  /** Puts a message into words for one subscription. @throws {StompError} when its client never acknowledges */
  toText(message: Message, subscription: Subscription<Target>): string {
    let more = '';
    if (subscription.ackMode !== 'auto') {
      const ackId = this.#acknowledgements.await({
        subscriptionId: subscription.id,
        messageId: message.id,
        mode: subscription.ackMode,
      });
      more += `ack:${escape(ackId, this.#version)}\n`;
    }
    if (message.receiptId !== undefined) more += `receipt-id:${escape(message.receiptId, this.#version)}\n`;
    return messageText(message, subscription.wireId, more);
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
    this.#end();
    const { message, body, closeCode, headers } = this.#handler.farewellFor(error);
    const all = { message, ...more, ...headers, 'content-type': 'application/problem+json' };
    this.#output.write(serialise('ERROR', all, { version: this.#version, body }));
    this.#output.end(closeCode, message);
  }

  /** The connection is gone; nothing more is written. */
  end(): void {
    this.#end();
  }

  #end(): void {
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
      this.#assertPlace(frame);
      this.#obey(frame);
    } catch (error) {
      const receiptId = frame.headers.get('receipt');
      this.fail(error, receiptId === undefined ? {} : { 'receipt-id': receiptId });
    }
  }

  #assertPlace({ command }: Frame): void {
    const isConnecting = command === 'CONNECT' || command === 'STOMP';
    if (isConnecting && this.#state !== 'new') throw malformed('connected already');
    if (!isConnecting && this.#state === 'new') throw malformed('CONNECT comes first');
  }

  #obey(frame: Frame): void {
    switch (frame.command) {
      case 'CONNECT':
      case 'STOMP':
        this.#connect(frame);
        return;
      case 'SEND':
        this.#send(frame);
        return;
      case 'SUBSCRIBE':
        this.#subscribe(frame);
        return;
      case 'DISCONNECT':
        this.#acknowledgeReceipt(frame);
        this.#end();
        this.#output.end(CLOSE.normal, 'bye');
        return;
      case 'COMMIT':
        this.#commit(frame);
        return;
      case 'UNSUBSCRIBE':
      case 'ACK':
      case 'NACK':
      case 'BEGIN':
      case 'ABORT':
        this.#obeyAtOnce(frame);
        this.#acknowledgeReceipt(frame);
    }
  }

  #obeyAtOnce(frame: Frame): void {
    switch (frame.command) {
      case 'UNSUBSCRIBE':
        this.#unsubscribe(frame);
        return;
      case 'BEGIN':
        this.#transactions.begin(required(frame, 'transaction'));
        return;
      case 'ABORT':
        this.#transactions.end(required(frame, 'transaction'));
        return;
      default:
        this.#settle(frame);
    }
  }

  #connect({ headers }: Frame): void {
    const version = negotiate(headers.get('accept-version'));
    if (version === null) {
      this.fail(malformed('no common version'), { version: VERSIONS.join(',') });
      return;
    }
    this.#version = this.#parser.version = version;
    const heartBeat =
      version === '1.0'
        ? NO_HEART_BEAT
        : agreeOnHeartBeat(this.#limits.heartBeatMs, headers.get('heart-beat'));
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
      const beats = `${this.#limits.heartBeatMs},${this.#limits.heartBeatMs}`;
      const answer = { version, 'heart-beat': beats, session, server: 'seodang' };
      this.#output.write(serialise('CONNECTED', answer, { version }));
    });
  }

  #send(frame: Frame): void {
    const destination = required(frame, 'destination');
    const target = this.#handler.targetOf('SEND', destination);
    if (!isUtf8(frame.body)) throw malformed('the body is not UTF-8');
    const body = frame.body.toString('utf8');
    const transaction = frame.headers.get('transaction');
    if (transaction !== undefined) {
      this.#transactions.defer(transaction, { kind: 'send', target, body });
      this.#acknowledgeReceipt(frame);
      return;
    }
    this.#start(frame, this.#handler.send(target, body));
  }

  #subscribe(frame: Frame): void {
    const destination = required(frame, 'destination');
    // STOMP 1.0 lets the destination stand for the subscription.
    const id = this.#version === '1.0' ? (frame.headers.get('id') ?? destination) : required(frame, 'id');
    if (frame.headers.has('selector')) throw malformed('selectors are not known here');
    const subscription: Subscription<Target> = {
      id,
      wireId: escape(id, this.#version),
      destination,
      target: this.#handler.targetOf('SUBSCRIBE', destination),
      ackMode: toAckMode(frame.headers.get('ack')),
    };
    this.#subscriptions.add(subscription);
    const work = this.#handler.subscribe(subscription).catch((error: unknown) => {
      this.#subscriptions.remove(subscription);
      throw error;
    });
    this.#start(frame, work);
  }

  /** Of a subscription that is not there (it was refused, or ended from here) it says nothing. */
  #unsubscribe(frame: Frame): void {
    const { headers } = frame;
    const id =
      this.#version === '1.0' ? (headers.get('id') ?? required(frame, 'destination')) : required(frame, 'id');
    const subscription = this.#subscriptions.find(id);
    if (subscription === null) return;
    this.#subscriptions.remove(subscription);
    this.#handler.unsubscribe(subscription);
  }

  #settle(frame: Frame): void {
    if (frame.command === 'NACK' && this.#version === '1.0') throw malformed('STOMP 1.0 has no NACK');
    const reference = this.#referenceOf(frame);
    const transaction = frame.headers.get('transaction');
    if (transaction === undefined) this.#acknowledgements.settle(reference);
    else this.#transactions.defer(transaction, { kind: 'settle', reference });
  }

  #referenceOf(frame: Frame): AckReference {
    if (this.#version === '1.2') return { id: required(frame, 'id') };
    const messageId = required(frame, 'message-id');
    if (this.#version === '1.1') return { messageId, subscriptionId: required(frame, 'subscription') };
    return { messageId, subscriptionId: frame.headers.get('subscription') };
  }

  #commit(frame: Frame): void {
    const work: Promise<void>[] = [];
    for (const deferred of this.#transactions.end(required(frame, 'transaction'))) {
      const promise = this.#doDeferred(deferred);
      if (promise) work.push(promise);
    }
    this.#start(frame, allOf(work));
  }

  #doDeferred(deferred: Deferred<Target>): Promise<void> | null {
    if (deferred.kind === 'send') return this.#handler.send(deferred.target, deferred.body);
    this.#acknowledgements.settle(deferred.reference);
    return null;
  }

  #start(frame: Frame, work: Promise<void>): void {
    this.#order.start({ lane: laneOf(frame), bytes: frame.body.length }, work, (error) => {
      if (this.#state === 'ended') return;
      if (error === null) this.#acknowledgeReceipt(frame);
      else if (error instanceof StompError) this.fail(error);
      else {
        this.#handler.refused(error, {
          receiptId: frame.headers.get('receipt') ?? null,
          destination: frame.headers.get('destination') ?? '',
        });
      }
    });
  }

  #acknowledgeReceipt({ headers }: Frame): void {
    const receipt = headers.get('receipt');
    if (receipt === undefined) return;
    this.#output.write(serialise('RECEIPT', { 'receipt-id': receipt }, { version: this.#version }));
  }
}

function laneOf({ command, headers }: Frame): Lane {
  if (command === 'SEND') return headers.has('transaction') ? 'alone' : 'send';
  return command === 'SUBSCRIBE' ? 'subscribe' : 'alone';
}

function required({ command, headers }: Frame, name: string): string {
  const value = headers.get(name);
  if (value === undefined || value === '') throw malformed(`${command} needs the header ${name}`);
  return value;
}

/** Waits for all, also when one fails. @throws the first failure */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work))
    if (outcome.status === 'rejected') throw outcome.reason;
}
