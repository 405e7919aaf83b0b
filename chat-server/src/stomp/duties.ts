import { isUtf8 } from 'node:buffer';
import { Acknowledgements, type AckReference } from './acknowledgements.js';
import { escape } from './escape.js';
import type { ClientCommand, Frame } from './frame.js';
import { type Message, messageText } from './serialise.js';
import { malformed } from './stomp-error.js';
import { type Subscription, Subscriptions, toAckMode } from './subscriptions.js';
import { type Deferred, type TransactionLimits, Transactions } from './transactions.js';
import type { Version } from './version.js';

export interface DutyLimits extends TransactionLimits {
  readonly subscriptions: number;
  readonly unacknowledged: number;
}

/** Whoever knows destinations. */
export interface Destinations<Target> {
  /** @throws {StompError} for a destination that this command cannot have. */
  targetOf(command: 'SEND' | 'SUBSCRIBE', destination: string): Target;
  subscribe(subscription: Subscription<Target>): Promise<void>;
  unsubscribe(subscription: Subscription<Target>): void;
  send(target: Target, body: string): Promise<void>;
}

type Duty = Exclude<ClientCommand, 'CONNECT' | 'STOMP' | 'DISCONNECT'>;
/** Work that is under way; null when it is done already. */
type Work = Promise<void> | null;

/** What a connected client may ask for, frame by frame, and what is open because of it. */
export class Duties<Target> {
  version: Version = '1.2';
  readonly subscriptions: Subscriptions<Target>;
  readonly #destinations: Destinations<Target>;
  readonly #acknowledgements: Acknowledgements;
  readonly #transactions: Transactions<Target>;
  readonly #byCommand: Readonly<Record<Duty, (frame: Frame) => Work>> = {
    SEND: (frame) => this.#send(frame),
    SUBSCRIBE: (frame) => this.#subscribe(frame),
    UNSUBSCRIBE: (frame) => this.#unsubscribe(frame),
    ACK: (frame) => this.#settle(frame),
    NACK: (frame) => this.#settle(frame),
    BEGIN: (frame) => this.#begin(frame),
    COMMIT: (frame) => this.#commit(frame),
    ABORT: (frame) => this.#abort(frame),
  };

  constructor(destinations: Destinations<Target>, limits: DutyLimits) {
    this.#destinations = destinations;
    this.subscriptions = new Subscriptions(limits.subscriptions);
    this.#acknowledgements = new Acknowledgements(limits.unacknowledged);
    this.#transactions = new Transactions(limits);
  }

  /** @throws {StompError} when the frame breaks the protocol or a limit. */
  obey(command: Duty, frame: Frame): Work {
    return this.#byCommand[command](frame);
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
      more += `ack:${escape(ackId, this.version)}\n`;
    }
    if (message.receiptId !== undefined) more += `receipt-id:${escape(message.receiptId, this.version)}\n`;
    return messageText(message, subscription.wireId, more);
  }

  #send(frame: Frame): Work {
    const target = this.#destinations.targetOf('SEND', required(frame, 'destination'));
    if (!isUtf8(frame.body)) throw malformed('the body is not UTF-8');
    const body = frame.body.toString('utf8');
    const transaction = frame.headers.get('transaction');
    if (transaction === undefined) return this.#destinations.send(target, body);
    this.#transactions.defer(transaction, { kind: 'send', target, body });
    return null;
  }

  #subscribe(frame: Frame): Work {
    const destination = required(frame, 'destination');
    if (frame.headers.has('selector')) throw malformed('selectors are not known here');
    const id = this.#idOf(frame);
    const subscription: Subscription<Target> = {
      id,
      wireId: escape(id, this.version),
      destination,
      target: this.#destinations.targetOf('SUBSCRIBE', destination),
      ackMode: toAckMode(frame.headers.get('ack')),
    };
    this.subscriptions.add(subscription);
    return this.#destinations.subscribe(subscription).catch((error: unknown) => {
      this.subscriptions.remove(subscription);
      throw error;
    });
  }

  /** Of a subscription that is not there (it was refused, or ended by the server) it says nothing. */
  #unsubscribe(frame: Frame): Work {
    const subscription = this.subscriptions.find(this.#idOf(frame));
    if (subscription === null) return null;
    this.subscriptions.remove(subscription);
    this.#destinations.unsubscribe(subscription);
    return null;
  }

  /** In STOMP 1.0 the destination may stand for the subscription. */
  #idOf(frame: Frame): string {
    const id = frame.headers.get('id');
    return this.version === '1.0' && id === undefined
      ? required(frame, 'destination')
      : required(frame, 'id');
  }

  #settle(frame: Frame): Work {
    if (frame.command === 'NACK' && this.version === '1.0') throw malformed('STOMP 1.0 has no NACK');
    const reference = this.#referenceOf(frame);
    const transaction = frame.headers.get('transaction');
    if (transaction === undefined) this.#acknowledgements.settle(reference);
    else this.#transactions.defer(transaction, { kind: 'settle', reference });
    return null;
  }

  #referenceOf(frame: Frame): AckReference {
    if (this.version === '1.2') return { id: required(frame, 'id') };
    const messageId = required(frame, 'message-id');
    if (this.version === '1.1') return { messageId, subscriptionId: required(frame, 'subscription') };
    return { messageId, subscriptionId: frame.headers.get('subscription') };
  }

  #begin(frame: Frame): Work {
    this.#transactions.begin(required(frame, 'transaction'));
    return null;
  }

  #abort(frame: Frame): Work {
    this.#transactions.end(required(frame, 'transaction'));
    return null;
  }

  /** Everything is begun in its order before anything is waited for. */
  #commit(frame: Frame): Work {
    const work: Promise<void>[] = [];
    for (const deferred of this.#transactions.end(required(frame, 'transaction'))) {
      const begun = this.#doDeferred(deferred);
      if (begun) work.push(begun);
    }
    return allOf(work);
  }

  #doDeferred(deferred: Deferred<Target>): Work {
    if (deferred.kind === 'send') return this.#destinations.send(deferred.target, deferred.body);
    this.#acknowledgements.settle(deferred.reference);
    return null;
  }
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
