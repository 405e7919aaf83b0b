import { destinations } from '@seodang/contracts/live/destinations';
import { shallowRef } from 'vue';
import { ApiError } from '../errors.js';
import { reconnectDelayMs } from './back-off.rules.js';
import type { LiveSocket, OpenLiveSocket } from './live-socket.js';
import { problemToError } from './stomp-socket.js';

/** Where the connection stands. `lostAtMs` is null while there has not been one yet. */
export type ChannelState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting'; readonly lostAtMs: number | null }
  | { readonly phase: 'open' }
  | { readonly phase: 'waiting'; readonly lostAtMs: number | null; readonly retryAtMs: number };

export interface LiveReader {
  /** A message's body, as JSON has it; it has not been checked. */
  readonly onBody: (body: unknown) => void;
  /** From now on nothing is missed. Called for each connection anew: what came in between has to be asked for. */
  readonly onLive?: () => void;
  /** This may not be read. It is asked for again with the next connection; a refusal that will pass is not told. */
  readonly onRefused?: (error: ApiError) => void;
}

export interface LiveChannelDeps {
  readonly openSocket: OpenLiveSocket;
  /** A credential for one CONNECT. @throws {ApiError} */
  readonly getTicket: () => Promise<string>;
  /** Calls back after a while; gives a way to stop waiting. */
  readonly wait: (ms: number, done: () => void) => () => void;
  readonly now: () => number;
  readonly random: () => number;
}

interface Awaited {
  readonly resolve: () => void;
  readonly reject: (error: ApiError) => void;
  readonly stopWaiting: () => void;
}

const RECEIPT_TIMEOUT_MS = 10_000;
/** A page that leaves one room for another needs no new connection. */
const LINGER_MS = 10_000;

/**
 * The page's one live connection to the chat-server. It stands while somebody reads or holds it, comes back by itself with
 * growing, random delays, and subscribes again to everything that is read.
 */
export class LiveChannel {
  readonly state = shallowRef<ChannelState>({ phase: 'idle' });
  readonly #deps: LiveChannelDeps;
  readonly #readers = new Map<string, Set<LiveReader>>();
  /** Destinations whose subscription the server has confirmed on this connection. */
  readonly #live = new Set<string>();
  readonly #awaited = new Map<string, Awaited>();
  /** Destinations that were refused for now, or not answered, each with what stops the pause before they are asked again. */
  readonly #resting = new Map<string, () => void>();
  #holds = 0;
  #lastReceipt = 0;
  #failures = 0;
  #socket: LiveSocket | null = null;
  /** Rises with each attempt, so that what a former one still says is not heard. */
  #attempt = 0;
  #stopWaiting: () => void = () => undefined;
  #stopLingering: () => void = () => undefined;

  constructor(deps: LiveChannelDeps) {
    this.#deps = deps;
  }

  /** Keeps the connection up until the function it gives is called. */
  hold(): () => void {
    let isHeld = true;
    this.#holds += 1;
    this.#wanted();
    return () => {
      if (isHeld) this.#holds -= 1;
      isHeld = false;
      this.#perhapsUnwanted();
    };
  }

  /** Reads a destination from now on, through all reconnections. Gives its end. */
  subscribe(destination: string, reader: LiveReader): () => void {
    const readers = this.#readers.get(destination) ?? new Set();
    this.#readers.set(destination, readers.add(reader));
    if (this.#live.has(destination)) queueMicrotask(() => reader.onLive?.());
    else if (this.state.value.phase === 'open' && readers.size === 1) this.#ask(destination);
    this.#wanted();
    return () => {
      if (!readers.delete(reader) || readers.size > 0) return;
      this.#readers.delete(destination);
      this.#live.delete(destination);
      this.#rested(destination);
      if (this.state.value.phase === 'open') this.#socket?.unsubscribe(destination);
      this.#perhapsUnwanted();
    };
  }

  /**
   * Sends, and resolves when the server says that it is done and kept.
   *
   * @throws {ApiError} what the server answers; `client.unreachable` when there is no connection, or it ends before the
   *   answer (then it may be done or not); `client.timeout`
   */
  send(destination: string, body: unknown): Promise<void> {
    if (this.state.value.phase !== 'open') return Promise.reject(new ApiError('client.unreachable'));
    return this.#answered((receiptId) => this.#socket?.send(destination, body, receiptId));
  }

  /** Sends what may get lost, such as a sign of typing; without a connection it is. */
  tell(destination: string, body: unknown): void {
    if (this.state.value.phase === 'open') this.#socket?.send(destination, body, null);
  }

  /** Does not wait for the next attempt. */
  tryNow(): void {
    if (this.state.value.phase !== 'waiting') return;
    this.#stopWaiting();
    void this.#connect();
  }

  /** The network is known to be gone: what stands is given up now rather than when its heart-beats are missed. */
  giveUp(): void {
    if (this.state.value.phase !== 'open') return;
    const socket = this.#socket;
    this.#lost();
    socket?.close();
  }

  /** Ends the connection, as when somebody signs out; `begin` takes it up again for those who still read. */
  end(): void {
    this.#attempt += 1;
    this.#stopWaiting();
    this.#socket?.close();
    this.#dropped();
    this.#failures = 0;
    this.state.value = { phase: 'idle' };
  }

  begin(): void {
    if (this.#isWanted) this.#wanted();
  }

  get #isWanted(): boolean {
    return this.#holds > 0 || this.#readers.size > 0;
  }

  #wanted(): void {
    this.#stopLingering();
    if (this.state.value.phase === 'idle') void this.#connect();
  }

  #perhapsUnwanted(): void {
    if (this.#isWanted || this.state.value.phase === 'idle') return;
    this.#stopLingering();
    this.#stopLingering = this.#deps.wait(LINGER_MS, () => {
      if (!this.#isWanted) this.end();
    });
  }

  get #lostAtMs(): number | null {
    const state = this.state.value;
    return state.phase === 'connecting' || state.phase === 'waiting' ? state.lostAtMs : null;
  }

  async #connect(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const isCurrent = () => attempt === this.#attempt;
    this.state.value = { phase: 'connecting', lostAtMs: this.#lostAtMs };
    try {
      const ticket = await this.#deps.getTicket();
      if (!isCurrent()) return;
      const socket = await this.#deps.openSocket(ticket, {
        onOpen: () => {
          if (isCurrent()) this.#opened();
        },
        onReceipt: (receiptId) => this.#take(receiptId)?.resolve(),
        onMessage: (destination, body, receiptId) => {
          if (isCurrent()) this.#heard(destination, body, receiptId);
        },
        onClosed: (farewell) => {
          if (isCurrent()) this.#lost(farewell?.comeBackInMs);
        },
      });
      if (isCurrent()) this.#socket = socket;
      else socket.close();
    } catch (error) {
      if (isCurrent()) this.#failed(error);
    }
  }

  #opened(): void {
    this.#failures = 0;
    this.state.value = { phase: 'open' };
    this.#ask(destinations.replies);
    for (const destination of this.#readers.keys()) this.#ask(destination);
  }

  #heard(destination: string, body: unknown, receiptId: string | undefined): void {
    if (destination !== destinations.replies) {
      for (const reader of this.#readers.get(destination) ?? []) reader.onBody(body);
      return;
    }
    const error = problemToError(body) ?? new ApiError('client.bad_answer');
    if (receiptId !== undefined) this.#take(receiptId)?.reject(error);
  }

  #ask(destination: string, failures = 0): void {
    const attempt = this.#attempt;
    const tellAll = (tell: (reader: LiveReader) => void) => {
      for (const reader of [...(this.#readers.get(destination) ?? [])]) tell(reader);
    };
    this.#answered((receiptId) => this.#socket?.subscribe(destination, receiptId)).then(
      () => {
        if (this.#readers.has(destination)) this.#live.add(destination);
        tellAll((reader) => reader.onLive?.());
      },
      (error: unknown) => {
        // A connection that was lost is no refusal; the next one asks again.
        if (attempt !== this.#attempt || !(error instanceof ApiError)) return;
        if (error.mayRetry) this.#askLater(destination, failures + 1, error.retryAfterSec);
        else tellAll((reader) => reader.onRefused?.(error));
      },
    );
  }

  /** Who does not hear a place would never know that it does not: it is asked for until there is an answer. */
  #askLater(destination: string, failures: number, retryAfterSec = 0): void {
    if (!this.#readers.has(destination)) return;
    const delayMs = retryAfterSec * 1_000 + reconnectDelayMs(failures, this.#deps.random());
    const stop = this.#deps.wait(delayMs, () => {
      this.#rested(destination);
      // What was not answered may have been done since.
      this.#socket?.unsubscribe(destination);
      this.#ask(destination, failures);
    });
    this.#rested(destination);
    this.#resting.set(destination, stop);
  }

  #rested(destination: string): void {
    this.#resting.get(destination)?.();
    this.#resting.delete(destination);
  }

  #answered(transmit: (receiptId: string) => void): Promise<void> {
    this.#lastReceipt += 1;
    const receiptId = `r${this.#lastReceipt}`;
    return new Promise((resolve, reject) => {
      const stopWaiting = this.#deps.wait(RECEIPT_TIMEOUT_MS, () => {
        this.#take(receiptId)?.reject(new ApiError('client.timeout'));
      });
      this.#awaited.set(receiptId, { resolve, reject, stopWaiting });
      transmit(receiptId);
    });
  }

  #take(receiptId: string): Awaited | undefined {
    const awaited = this.#awaited.get(receiptId);
    this.#awaited.delete(receiptId);
    awaited?.stopWaiting();
    return awaited;
  }

  #failed(error: unknown): void {
    // Nobody is signed in any more: who signs in begins anew.
    if (error instanceof ApiError && error.status === 401) this.end();
    else this.#lost();
  }

  #lost(askedMs?: number | null): void {
    const stood = this.state.value.phase === 'open';
    const lostAtMs = stood ? this.#deps.now() : this.#lostAtMs;
    this.#attempt += 1;
    this.#dropped();
    if (!stood) this.#failures += 1;
    const delayMs = askedMs ?? reconnectDelayMs(this.#failures, this.#deps.random());
    this.state.value = { phase: 'waiting', lostAtMs, retryAtMs: this.#deps.now() + delayMs };
    this.#stopWaiting = this.#deps.wait(delayMs, () => void this.#connect());
  }

  #dropped(): void {
    this.#socket = null;
    this.#live.clear();
    for (const destination of [...this.#resting.keys()]) this.#rested(destination);
    for (const receiptId of [...this.#awaited.keys()]) {
      this.#take(receiptId)?.reject(new ApiError('client.unreachable'));
    }
  }
}
