import { type Destination, destinations, parseDestination } from '@seodang/contracts/live/destinations';
import type { Log } from '@seodang/server-kit/log';
import { newUuid } from '@seodang/server-kit/ids';
import { toProblem } from '@seodang/server-kit/errors';
import type { ClientCommand, Headers } from '../stomp/frame.js';
import type { Message } from '../stomp/serialise.js';
import { type Farewell, Session, type SessionHandler, type SessionLimits } from '../stomp/session.js';
import { type CloseCode, CLOSE, StompError } from '../stomp/stomp-error.js';
import type { Subscription } from '../stomp/subscriptions.js';
import type { Application, Credentials, Peer } from './application.js';
import type { Broker, Listener } from './broker.js';
import type { Reader, SharedWire } from './channels.js';
import { farewellFor, toAppError } from './farewell.js';

/** The connection that a conversation is held over. */
export interface Wire extends SharedWire {
  write(frame: string): void;
  end(code: CloseCode, reason: string): void;
  handledSome(): void;
  /** A frame was read. @throws {StompError} when there are too many */
  counted(command: ClientCommand): void;
  /** The conversation ends with this. */
  failing(error: unknown): void;
}

export interface ConversationDeps {
  readonly application: Application;
  readonly broker: Broker;
  readonly log: Log;
  readonly limits: SessionLimits;
}

type Subscribed = Subscription<Destination>;

const READABLE: ReadonlySet<Destination['name']> = new Set([
  'room',
  'roomPresence',
  'lesson',
  'myRooms',
  'replies',
]);
const SENDABLE: ReadonlySet<Destination['name']> = new Set(['act', 'presence']);

/** One person's connection, between the frames and the chat. */
export class Conversation implements SessionHandler<Destination>, Reader, Listener {
  readonly session: Session<Destination>;
  readonly wire: Wire;
  readonly #deps: ConversationDeps;
  /** Those that the chat let be; only they are written to. */
  readonly #kept = new Set<Subscribed>();
  /** Access was taken back while the chat was being asked. */
  readonly #doubted = new Set<Subscribed>();
  readonly #asked = new Set<Subscribed>();
  #peer: Peer | null = null;
  #isOver = false;

  constructor(wire: Wire, deps: ConversationDeps) {
    this.wire = wire;
    this.#deps = deps;
    this.session = new Session(this, wire, deps.limits);
  }

  /** Null before it is known who speaks, and when the connection is over. */
  get peer(): Peer | null {
    return this.#isOver ? null : this.#peer;
  }

  get kept(): ReadonlySet<Subscribed> {
    return this.#kept;
  }

  async introduce(headers: Headers): Promise<string> {
    const person = await this.#deps.application.introduce(toCredentials(headers));
    if (this.#isOver) throw new StompError('stomp.malformed', 'the connection is over', CLOSE.normal);
    this.#peer = { id: newUuid(), person };
    this.#deps.broker.join(this.#peer, this);
    return this.#peer.id;
  }

  targetOf(command: 'SEND' | 'SUBSCRIBE', text: string): Destination {
    const destination = parseDestination(text);
    const allowed = command === 'SEND' ? SENDABLE : READABLE;
    if (destination === null || !allowed.has(destination.name)) {
      throw new StompError('stomp.destination_unknown', `no destination for ${command}`, CLOSE.policy);
    }
    return destination;
  }

  /** Whatever `subscribed` hears of ends with one `unsubscribed`. */
  async subscribe(subscription: Subscribed): Promise<void> {
    const { application } = this.#deps;
    const peer = this.#getPeer();
    if (subscription.target.name === 'replies') {
      this.#keep(subscription);
      return;
    }
    await this.#ask(peer, subscription);
    if (this.#isOver) return;
    this.#keep(subscription);
    try {
      await application.subscribed(peer, subscription.target);
    } catch (error) {
      this.endSubscription(subscription);
      throw error;
    }
  }

  unsubscribe(subscription: Subscribed): void {
    this.endSubscription(subscription);
  }

  async send(target: Destination, body: string): Promise<void> {
    await this.#deps.application.receive(this.#getPeer(), target, body);
  }

  refused(thrown: unknown, frame: { readonly receiptId: string | null; readonly destination: string }): void {
    const { broker } = this.#deps;
    const error = toAppError(thrown);
    this.#report(thrown, error.code);
    const body = JSON.stringify(toProblem(error, frame.destination));
    const reply = {
      ...broker.toMessage(destinations.replies, body),
      ...(frame.receiptId === null ? {} : { receiptId: frame.receiptId }),
    };
    for (const subscription of this.#kept) {
      if (subscription.target.name === 'replies') this.writeMessage(reply, subscription);
    }
  }

  farewellFor(error: unknown): Farewell {
    this.wire.failing(error);
    const farewell = farewellFor(error);
    if (farewell.closeCode === CLOSE.failed) this.#logFailure(error);
    return farewell;
  }

  counted(command: ClientCommand): void {
    this.wire.counted(command);
  }

  writeMessage(message: Message, subscription: Subscribed): void {
    try {
      this.wire.write(this.session.toText(message, subscription));
    } catch (error) {
      this.session.fail(error);
    }
  }

  /** To each subscription of this connection to the message's destination. */
  deliver(message: Message): void {
    for (const subscription of this.#kept) {
      if (subscription.destination === message.destination) this.writeMessage(message, subscription);
    }
  }

  /** What is being asked of the chat just now is asked again. */
  endSubscriptionsTo(destination: string): void {
    for (const subscription of this.#kept) {
      if (subscription.destination !== destination) continue;
      this.session.subscriptions.remove(subscription);
      this.endSubscription(subscription);
    }
    for (const subscription of this.#asked) {
      if (subscription.destination === destination) this.#doubted.add(subscription);
    }
  }

  endSubscription(subscription: Subscribed): void {
    if (!this.#kept.delete(subscription)) return;
    this.#deps.broker.channels.remove(subscription);
    if (this.#peer && subscription.target.name !== 'replies') {
      this.#deps.application.unsubscribed(this.#peer, subscription.target);
    }
  }

  dismiss(error: Error): void {
    this.session.fail(error);
  }

  heard(): void {
    if (this.peer) this.#deps.application.heard(this.peer);
  }

  /** The connection is gone. */
  over(): void {
    if (this.#isOver) return;
    this.session.end();
    for (const subscription of this.#kept) this.endSubscription(subscription);
    this.#isOver = true;
    if (this.#peer === null) return;
    this.#deps.broker.leave(this.#peer, this);
    this.#deps.application.left(this.#peer);
  }

  async #ask(peer: Peer, subscription: Subscribed): Promise<void> {
    this.#asked.add(subscription);
    try {
      do {
        this.#doubted.delete(subscription);
        await this.#deps.application.mayRead(peer, subscription.target);
      } while (this.#doubted.has(subscription));
    } finally {
      this.#asked.delete(subscription);
      this.#doubted.delete(subscription);
    }
  }

  #keep(subscription: Subscribed): void {
    this.#kept.add(subscription);
    const { name } = subscription.target;
    if (name !== 'replies' && name !== 'myRooms') this.#deps.broker.channels.add(subscription, this);
  }

  #getPeer(): Peer {
    if (this.#peer === null) throw new Error('nobody was introduced');
    return this.#peer;
  }

  #report(error: unknown, code: string): void {
    this.#deps.broker.countRefusal(code);
    if (code === 'server.failed') this.#logFailure(error);
    else this.#deps.log.debug({ code, ...this.#ids() }, 'refused');
  }

  #logFailure(error: unknown): void {
    this.#deps.log.error({ err: error, ...this.#ids() }, 'a frame failed');
  }

  #ids(): Record<string, string | undefined> {
    return { peerId: this.#peer?.id, userId: this.#peer?.person.userId };
  }
}

function toCredentials(headers: Headers): Credentials {
  const [, accessToken = null] = /^Bearer ([^\s]+)$/.exec(headers.get('Authorization') ?? '') ?? [];
  return { ticket: headers.get('passcode') ?? null, accessToken };
}
