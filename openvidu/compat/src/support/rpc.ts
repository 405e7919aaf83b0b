import { once } from 'node:events';
import { WebSocket } from 'ws';
import { target } from './target.js';
import { until } from '@seodang/testing/until';
import type { Json } from './rest.js';

/** A JSON-RPC error as the server sent it. */
export class RpcError extends Error {
  override readonly name = 'RpcError';

  constructor(
    readonly method: string,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Notification {
  readonly method: string;
  readonly params: Json;
}

/** What arrived, in order: a notification by its method, a response by the method it answers. */
export type Arrival =
  ({ readonly kind: 'notification' } & Notification) | { readonly kind: 'response'; readonly method: string };

interface Pending {
  readonly method: string;
  readonly settle: (answer: Json) => void;
}

const PING_INTERVAL_MS = 5000;

/** A bare JSON-RPC client: what openvidu-browser sends, without its habits. */
export class RpcSocket {
  readonly arrivals: Arrival[] = [];
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Set once the server or we closed the socket. */
  closed: { readonly code: number; readonly reason: string } | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (bytes: Buffer) => {
      this.#receive(JSON.parse(bytes.toString('utf8')) as Json);
    });
    socket.on('close', (code, reason) => {
      clearInterval(this.#heartbeat);
      this.closed = { code, reason: reason.toString('utf8') };
    });
    socket.on('error', () => undefined);
  }

  static async open(sessionId: string, { reconnect = false } = {}): Promise<RpcSocket> {
    const url = new URL('/openvidu', target.url.replace(/^http/, 'ws'));
    url.searchParams.set('sessionId', sessionId);
    if (reconnect) url.searchParams.set('reconnect', 'true');
    const socket = new WebSocket(url, { handshakeTimeout: 10_000 });
    const rpc = new RpcSocket(socket);
    await once(socket, 'open');
    return rpc;
  }

  get notifications(): Notification[] {
    return this.arrivals.filter((arrival) => arrival.kind === 'notification');
  }

  /** @throws {RpcError} when the server answers with an error; {Error} when it does not answer in time */
  async request(method: string, params?: Json, { withinMs = 15_000 } = {}): Promise<Json> {
    const answer = await this.rawRequest(method, params, { withinMs });
    const error = answer['error'] as { code: number; message: string } | undefined;
    if (error) throw new RpcError(method, error.code, error.message);
    return answer['result'] as Json;
  }

  /** The whole response, whatever it says. */
  rawRequest(method: string, params?: Json, { withinMs = 15_000 } = {}): Promise<Json> {
    const id = this.#nextId++;
    this.send(JSON.stringify({ jsonrpc: '2.0', method, ...(params ? { params } : {}), id }));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${method} was not answered within ${withinMs} ms`));
      }, withinMs);
      const settle = (answer: Json) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.#pending.set(id, { method, settle });
    });
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  startPinging(): void {
    void this.rawRequest('ping', { interval: PING_INTERVAL_MS }).catch(() => undefined);
    this.#heartbeat = setInterval(
      () => void this.rawRequest('ping').catch(() => undefined),
      PING_INTERVAL_MS,
    );
  }

  stopPinging(): void {
    clearInterval(this.#heartbeat);
  }

  notified(method: string, matches: Json = {}): Promise<Json> {
    return until(() => this.find(method, matches)?.params, {
      what: `the notification ${method} ${JSON.stringify(matches)}`,
      seen: () => this.notifications,
    });
  }

  find(method: string, matches: Json = {}): Notification | undefined {
    return this.notifications.find(
      (seen) =>
        seen.method === method && Object.entries(matches).every(([key, value]) => seen.params[key] === value),
    );
  }

  async untilClosed(withinMs = 30_000): Promise<{ readonly code: number; readonly reason: string }> {
    return until(() => this.closed, { what: 'the server to close the socket', withinMs });
  }

  close(code = 1000): void {
    this.#socket.close(code);
  }

  /** Breaks the TCP connection without a closing handshake. */
  break(): void {
    this.#socket.terminate();
  }

  #receive(frame: Json): void {
    if (typeof frame['method'] === 'string') {
      const params = (frame['params'] ?? {}) as Json;
      this.arrivals.push({ kind: 'notification', method: frame['method'], params });
      return;
    }
    const pending = this.#pending.get(frame['id'] as number);
    if (!pending) return;
    this.#pending.delete(frame['id'] as number);
    this.arrivals.push({ kind: 'response', method: pending.method });
    pending.settle(frame);
  }
}
