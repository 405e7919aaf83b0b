import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Handle } from './handle.js';
import { Latch } from './latch.js';
import { type Awaits, JanusSocket } from './socket.js';
import { JanusGone, type JanusMessage } from './wire.js';

export interface TransportOptions {
  readonly url: string;
  readonly apiSecret: string;
  readonly log: Logger;
  readonly requestTimeoutMs?: number;
  readonly keepaliveMs?: number;
}

export interface TransportListener {
  /** A new life of Janus has begun; the transport says that it is up when this is done. */
  onUp(link: JanusLink): Promise<void>;
  /** All handles of the life are gone. */
  onDown(): void;
}

const PLUGIN = 'janus.plugin.videoroom';
/** One late answer may be a busy machine; giving a Janus up costs every peer it has. */
const MOST_MISSED = 2;
const BACKOFF_MS = { first: 100, most: 1000 };

/** One Janus session over one socket; it ends with either of them. */
export class JanusLink {
  readonly #socket: JanusSocket;
  readonly #base: { readonly apisecret: string; readonly session_id: number };
  readonly #handles = new Map<number, Handle>();

  constructor(socket: JanusSocket, base: { apisecret: string; session_id: number }) {
    this.#socket = socket;
    this.#base = base;
  }

  get sessionId(): number {
    return this.#base.session_id;
  }

  get handleIds(): ReadonlySet<number> {
    return new Set(this.#handles.keys());
  }

  /** @throws {JanusGone} @throws {JanusError} */
  async attach(): Promise<Handle> {
    const { data } = await this.request({ janus: 'attach', plugin: PLUGIN });
    if (data?.id === undefined) throw new JanusGone('Janus attached without a handle.');
    const id = data.id;
    const handle = new Handle(id, (message, awaits) => {
      if (message.janus === 'detach') this.#handles.delete(id);
      return this.request({ ...message, handle_id: id }, awaits);
    });
    this.#handles.set(id, handle);
    return handle;
  }

  request(message: Record<string, unknown>, awaits: Awaits = 'first'): Promise<JanusMessage> {
    return this.#socket.request({ ...message, ...this.#base }, awaits);
  }

  receive(message: JanusMessage): void {
    if (message.janus === 'timeout') this.close();
    const handle = message.sender === undefined ? undefined : this.#handles.get(message.sender);
    handle?.receive(message);
    if (message.janus === 'detached' && handle) this.#handles.delete(handle.id);
  }

  close(): void {
    this.#socket.close();
  }
}

/** Keeps a link to Janus alive: makes it anew, with growing pauses, whenever it is lost. */
export class JanusTransport {
  readonly #options: Required<TransportOptions>;
  readonly #listener: TransportListener;
  readonly #link = new Latch<JanusLink>();
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: TransportOptions, listener: TransportListener) {
    this.#options = { requestTimeoutMs: 5000, keepaliveMs: 5000, ...options };
    this.#listener = listener;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends the Janus session with all its handles, and the socket. */
  async stop(): Promise<void> {
    const link = this.link;
    this.#stopping.abort();
    await link?.request({ janus: 'destroy' }).catch(() => undefined);
    link?.close();
    await this.#running;
  }

  get link(): JanusLink | null {
    return this.#link.value;
  }

  /** The link once Janus is there and its rooms are made, null when that took longer. */
  whenUp(within: { untilMs: number; signal?: AbortSignal }): Promise<JanusLink | null> {
    return this.#link.when(within);
  }

  async #run(): Promise<void> {
    const { log } = this.#options;
    let pauseMs = BACKOFF_MS.first;
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#live();
        pauseMs = BACKOFF_MS.first;
      } catch (error) {
        log.warn({ err: error, retryInMs: pauseMs }, 'janus not reached');
      }
      await pause(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, BACKOFF_MS.most);
    }
  }

  /** From the opening of a link to its loss. */
  async #live(): Promise<void> {
    const { url, apiSecret, requestTimeoutMs, log } = this.#options;
    let link: JanusLink | null = null;
    const socket = await JanusSocket.open({
      url,
      protocol: 'janus-protocol',
      timeoutMs: requestTimeoutMs,
      onEvent: (message) => link?.receive(message),
    });
    try {
      const { data } = await socket.request({ janus: 'create', apisecret: apiSecret });
      if (data?.id === undefined) throw new JanusGone('Janus made no session.');
      link = new JanusLink(socket, { apisecret: apiSecret, session_id: data.id });
      await this.#listener.onUp(link);
      this.#stopping.signal.throwIfAborted();
    } catch (error) {
      socket.close();
      throw error;
    }
    log.info({ janusSession: link.sessionId }, 'janus up');
    await this.#watch(link, socket.closed);
  }

  async #watch(link: JanusLink, closed: Promise<void>): Promise<void> {
    let missed = 0;
    const keepalive = setInterval(() => {
      link.request({ janus: 'keepalive' }).then(
        () => (missed = 0),
        () => {
          missed += 1;
          if (missed === MOST_MISSED) link.close();
        },
      );
    }, this.#options.keepaliveMs);
    this.#link.set(link);
    await closed;
    clearInterval(keepalive);
    this.#link.clear();
    if (this.#stopping.signal.aborted) return;
    this.#options.log.warn({ janusSession: link.sessionId }, 'janus down');
    this.#listener.onDown();
  }
}
