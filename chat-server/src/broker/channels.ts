import type { Destination } from '@seodang/contracts/live/destinations';
import { type Message, messageText } from '../stomp/serialise.js';
import type { Subscription } from '../stomp/subscriptions.js';
import { SharedFrames } from './shared-frames.js';

/** Takes octets that many get. */
export interface SharedWire {
  writeShared(frames: SharedFrames): void;
}

/** A connection as those see it that have something for it to read. */
export interface Reader {
  /** Kept instead of the reader where it is all that is needed: each object on the way to a socket is a cache miss. */
  readonly wire: SharedWire;
  /** A message under a subscription that wants something of its own in it, e.g. an `ack`. */
  writeMessage(message: Message, subscription: Subscription<Destination>): void;
}

type Wires = Map<Subscription<Destination>, SharedWire>;

interface Channel {
  /** Those who acknowledge nothing, by the subscription id that stands in their messages: all of one id get the same octets. */
  readonly sharing: Map<string, Wires>;
  /** Those who want an `ack` of their own in each message. */
  readonly acknowledging: Map<Subscription<Destination>, Reader>;
  size: number;
  /** Published, and not yet written. */
  waiting: Message[];
  waitingBytes: number;
  writtenAtMs: number;
}

/** Messages of one destination that follow each other within this time go out together. */
const GATHER_MS = 5;
/** More are not gathered: it would keep a reader waiting. */
const GATHER_BYTES = 128 * 1024;

/**
 * Who reads what, and the way there. The first message of a quiet destination goes out in the same turn of the event
 * loop; in a burst those of 5 ms go out together, so that a reader costs one write and not one for each message. What
 * all readers of a destination have in common is encoded once.
 */
export class Channels {
  readonly #byDestination = new Map<string, Channel>();
  readonly #onWritten: (deliveries: number) => void;
  #soon = new Set<Channel>();
  #later = new Set<Channel>();

  /** @param onWritten Hears how many messages were written to readers. */
  constructor(onWritten: (deliveries: number) => void) {
    this.#onWritten = onWritten;
  }

  isRead(destination: string): boolean {
    return this.#byDestination.has(destination);
  }

  /** What was published before is not for the new reader. */
  add(subscription: Subscription<Destination>, reader: Reader): void {
    const { destination } = subscription;
    let channel = this.#byDestination.get(destination);
    if (channel === undefined) {
      channel = emptyChannel();
      this.#byDestination.set(destination, channel);
    }
    this.#write(channel);
    if (subscription.ackMode === 'auto') wiresOf(channel, subscription.wireId).set(subscription, reader.wire);
    else channel.acknowledging.set(subscription, reader);
    channel.size += 1;
  }

  remove(subscription: Subscription<Destination>): void {
    const channel = this.#byDestination.get(subscription.destination);
    if (channel === undefined) return;
    const wires = channel.sharing.get(subscription.wireId);
    if (wires?.delete(subscription) || channel.acknowledging.delete(subscription)) channel.size -= 1;
    if (wires?.size === 0) channel.sharing.delete(subscription.wireId);
    if (channel.size === 0) this.#byDestination.delete(subscription.destination);
  }

  publish(message: Message): void {
    const channel = this.#byDestination.get(message.destination);
    if (channel === undefined) return;
    channel.waiting.push(message);
    channel.waitingBytes += message.bodyBytes;
    if (channel.waitingBytes > GATHER_BYTES) this.#write(channel);
    else if (channel.waiting.length === 1) this.#plan(channel);
  }

  /** Writes what waits for this destination, e.g. before something that must not overtake it. */
  flush(destination: string): void {
    const channel = this.#byDestination.get(destination);
    if (channel) this.#write(channel);
  }

  flushAll(): void {
    for (const channel of this.#byDestination.values()) this.#write(channel);
  }

  #plan(channel: Channel): void {
    if (performance.now() - channel.writtenAtMs >= GATHER_MS) {
      if (this.#soon.size === 0) setImmediate(() => (this.#soon = this.#writeAll(this.#soon)));
      this.#soon.add(channel);
    } else {
      if (this.#later.size === 0) setTimeout(() => (this.#later = this.#writeAll(this.#later)), GATHER_MS);
      this.#later.add(channel);
    }
  }

  #writeAll(channels: ReadonlySet<Channel>): Set<Channel> {
    for (const channel of channels) this.#write(channel);
    return new Set();
  }

  #write(channel: Channel): void {
    const messages = channel.waiting;
    if (messages.length === 0) return;
    channel.waiting = [];
    channel.waitingBytes = 0;
    channel.writtenAtMs = performance.now();
    for (const [wireId, wires] of channel.sharing) {
      const frames = new SharedFrames(messages.map((message) => messageText(message, wireId)).join(''));
      for (const wire of wires.values()) wire.writeShared(frames);
    }
    for (const [subscription, reader] of channel.acknowledging) {
      for (const message of messages) reader.writeMessage(message, subscription);
    }
    this.#onWritten(messages.length * channel.size);
  }
}

function emptyChannel(): Channel {
  return {
    sharing: new Map(),
    acknowledging: new Map(),
    ...{ size: 0, waiting: [], waitingBytes: 0, writtenAtMs: 0 },
  };
}

function wiresOf({ sharing }: Channel, wireId: string): Wires {
  const wires = sharing.get(wireId) ?? new Map<Subscription<Destination>, SharedWire>();
  sharing.set(wireId, wires);
  return wires;
}
