import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server as TcpServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Application } from '../broker/application.js';
import type { Broker } from '../broker/broker.js';
import { Leaving } from '../broker/farewell.js';
import type { StompMetrics } from '../broker/metrics.js';
import type { Log } from '@seodang/server-kit/log';
import { Connection } from './connection.js';
import { STOMP_LIMITS, type StompLimits } from './limits.js';
import { type Link, TcpLink, WebSocketLink } from './link.js';
import { refusalOf, subProtocol } from './upgrade.js';

export interface StompServerDeps {
  readonly application: Application;
  readonly broker: Broker;
  /** Where our own pages come from; browsers that come from elsewhere are refused. */
  readonly origin: string;
  readonly log: Log;
  readonly metrics: StompMetrics;
  readonly limits?: Partial<StompLimits>;
}

/** Room behind a frame that is too large, so that its sender hears an ERROR rather than just a close. */
const MAX_MESSAGE_FRAMES = 4;

/** STOMP over WebSocket on the path `/chat`, and over plain TCP where it is asked for. */
export class StompServer {
  readonly #deps: StompServerDeps;
  readonly #limits: StompLimits;
  readonly #webSockets: WebSocketServer;
  readonly #connections = new Set<Connection>();
  readonly #sweeper: NodeJS.Timeout;
  #tcp: TcpServer | null = null;
  #isDraining = false;

  constructor(deps: StompServerDeps) {
    this.#deps = deps;
    this.#limits = { ...STOMP_LIMITS, ...deps.limits };
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Pings are counted before they are answered.
      autoPong: false,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_FRAMES * this.#limits.frame.frameBytes,
      handleProtocols: subProtocol,
    });
    this.#sweeper = setInterval(() => {
      this.#sweep();
    }, this.#limits.sweepMs);
    deps.metrics.gauge('connections', 'Connections of clients', () => this.#connections.size);
    deps.metrics.gauge('backlog_bytes', 'Octets that readers have not taken yet', () => this.#backlogBytes());
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Answers all upgrades of this server. */
  attachTo(http: HttpServer): void {
    http.on('upgrade', (request, socket, head) => {
      this.#upgrade(request, socket, head);
    });
  }

  /** @returns the port, for those who asked for any (0). */
  async listenTcp(place: { readonly host: string; readonly port: number }): Promise<number> {
    this.#tcp = createServer((socket) => {
      this.#acceptTcp(socket);
    });
    this.#tcp.listen(place.port, place.host);
    await once(this.#tcp, 'listening');
    return (this.#tcp.address() as AddressInfo).port;
  }

  /**
   * Takes no more connections and frames, lets those under way finish and be answered, then asks every client to come
   * back, each at a moment of its own.
   *
   * @param withinMs For what is under way; as long again is waited for sockets to close.
   */
  async drain({ withinMs }: { readonly withinMs: number }): Promise<void> {
    this.#isDraining = true;
    this.#tcp?.close();
    const underWay = [...this.#connections].map(({ conversation }) => conversation.session.drain());
    await withDeadline(Promise.all(underWay), withinMs);
    this.#deps.broker.channels.flushAll();
    const spreadMs = 1000 * Math.max(1, this.#connections.size / this.#limits.comeBackPerSec);
    for (const connection of this.#connections) connection.fail(new Leaving(Math.random() * spreadMs));
    await this.#waitUntilEmpty(withinMs);
    clearInterval(this.#sweeper);
    for (const connection of this.#connections) connection.cut();
    this.#webSockets.close();
  }

  async #waitUntilEmpty(withinMs: number): Promise<void> {
    const endMs = performance.now() + withinMs;
    while (this.#connections.size > 0 && performance.now() < endMs) await pause(10);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const refusal = refusalOf(request, { origin: this.#deps.origin, isFull: this.#isFull() });
    if (refusal !== null || !(stream instanceof Socket)) {
      const { status, reason } = refusal ?? { status: '400 Bad Request', reason: 'no_socket' };
      this.#deps.metrics.turnedAway.inc({ reason });
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#webSockets.handleUpgrade(request, stream, head, (ws) => {
      this.#acceptWebSocket(ws, stream);
    });
  }

  #isFull(): boolean {
    if (this.#isDraining || this.#connections.size >= this.#limits.connections) return true;
    if (this.#connections.size < this.#limits.unconnected) return false;
    let unconnected = 0;
    for (const { isConnected } of this.#connections) if (!isConnected) unconnected += 1;
    return unconnected >= this.#limits.unconnected;
  }

  #acceptWebSocket(ws: WebSocket, socket: Socket): void {
    const connection = this.#accept(new WebSocketLink(ws, socket));
    ws.on('message', (data: RawData) => {
      connection.receive(toBuffer(data));
    });
    ws.on('ping', (data) => {
      if (connection.receiveControl()) ws.pong(data);
    });
    ws.on('pong', () => {
      connection.receiveControl();
    });
    ws.on('error', (error) => {
      this.#deps.log.debug({ reason: error.message }, 'socket error');
    });
    ws.on('close', () => {
      connection.closed();
    });
  }

  #acceptTcp(socket: Socket): void {
    if (this.#isFull()) {
      socket.destroy();
      return;
    }
    const connection = this.#accept(new TcpLink(socket));
    socket.on('data', (chunk: Buffer) => {
      connection.receive(chunk);
    });
    socket.on('error', (error) => {
      this.#deps.log.debug({ reason: error.message }, 'socket error');
    });
    socket.on('close', () => {
      connection.closed();
    });
  }

  #accept(link: Link): Connection {
    const connection = new Connection(link, {
      ...this.#deps,
      limits: this.#limits,
      onClosed: (closed) => {
        this.#connections.delete(closed);
      },
    });
    this.#connections.add(connection);
    return connection;
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const connection of this.#connections) connection.sweep(nowMs);
  }

  #backlogBytes(): number {
    let bytes = 0;
    for (const connection of this.#connections) bytes += connection.backlogBytes;
    return bytes;
  }
}

async function withDeadline(work: Promise<unknown>, ms: number): Promise<void> {
  const ended = new AbortController();
  await Promise.race([work, pause(ms, undefined, { signal: ended.signal }).catch(() => undefined)]);
  ended.abort();
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
