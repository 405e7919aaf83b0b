import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { Drain } from '../drain.js';
import { rpcSessionId } from '../ids.js';
import type { Metrics } from '../metrics.js';
import type { Membership } from '../session/membership.js';
import { clientIp } from './client-ip.js';
import { CLOSE, ClientSocket } from './client-socket.js';
import type { Dispatcher } from './dispatcher.js';
import { RpcSession } from './rpc-session.js';

export interface RpcTimings {
  /** A client whose socket broke may come back for so long. */
  readonly graceMs: number;
  /** A socket has to join within this time. */
  readonly unjoinedMs: number;
  /** A client that was put out closes by itself; after this time it is closed. */
  readonly dismissedMs: number;
  /** Missed this many of its own intervals, a client that pings counts as gone. */
  readonly missedPings: number;
  /** A peer that answers no WebSocket ping for so long is gone. */
  readonly silentMs: number;
  readonly sweepMs: number;
}

/** @see https://docs.openvidu.io/en/2.32.0/  the heart-beat and eviction times of OpenVidu 2.32 */
export const OPENVIDU_TIMINGS: RpcTimings = {
  graceMs: 10_000,
  unjoinedMs: 30_000,
  dismissedMs: 10_000,
  missedPings: 3,
  silentMs: 60_000,
  sweepMs: 1000,
};

export interface RpcServerDeps {
  readonly dispatcher: Dispatcher;
  readonly membership: Membership;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly timings: RpcTimings;
}

const PATH = '/openvidu';
/** OpenVidu's own limit for a text message. */
const MAX_FRAME_BYTES = 50 * 1024;
const MAX_SOCKETS = 20_000;
/** A school behind one address joins at once; more sockets than these never join at all. */
const MAX_UNJOINED_PER_IP = 512;

/** The WebSocket side of the node: sockets, their limits and their ends. */
export class RpcServer {
  readonly #deps: RpcServerDeps;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
  });
  readonly #sockets = new Set<ClientSocket>();
  readonly #drain = new Drain();
  readonly #sweeper: NodeJS.Timeout;
  #isClosing = false;

  constructor(deps: RpcServerDeps) {
    this.#deps = deps;
    this.#sweeper = setInterval(() => {
      this.#sweep();
    }, deps.timings.sweepMs);
  }

  get socketCount(): number {
    return this.#sockets.size;
  }

  attachTo(http: Server): void {
    http.on('upgrade', (request, socket, head) => {
      this.#upgrade(request, socket, head);
    });
  }

  /** Takes no more sockets. */
  stopIntake(): void {
    this.#isClosing = true;
  }

  /** Resolves when the last socket is closed, or after `withinMs`, when the rest is closed from here. */
  async close(withinMs: number): Promise<void> {
    this.stopIntake();
    if (this.#sockets.size > 0) await this.#drain.within(withinMs);
    for (const socket of this.#sockets) socket.close(CLOSE.goingAway, 'The server stops');
    clearInterval(this.#sweeper);
    this.#server.close();
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const [path] = (request.url ?? '').split('?');
    const ip = clientIp(request);
    const refusal = path === PATH ? this.#refusal(ip) : '404 Not Found';
    if (refusal) {
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (ws) => {
      this.#accept({ ws, stream, ip });
    });
  }

  #refusal(ip: string): string | null {
    if (this.#isClosing || this.#sockets.size >= MAX_SOCKETS) return '503 Service Unavailable';
    let unjoined = 0;
    for (const socket of this.#sockets) if (socket.ip === ip && socket.session.isUnjoined) unjoined += 1;
    return unjoined >= MAX_UNJOINED_PER_IP ? '429 Too Many Requests' : null;
  }

  #accept(link: { readonly ws: WebSocket; readonly stream: Duplex; readonly ip: string }): void {
    const session = new RpcSession(rpcSessionId());
    const { ws } = link;
    const socket = new ClientSocket(link, session, (cause) => {
      this.#deps.metrics.socketsClosed.inc({ cause });
      this.#deps.log.info({ cause, ...this.#idsOf(socket) }, 'socket cut');
    });
    session.attach(socket);
    this.#sockets.add(socket);
    ws.on('message', (data: RawData, isBinary: boolean) => {
      socket.lastHeardAtMs = performance.now();
      if (isBinary) socket.close(CLOSE.unsupported, 'Text frames only');
      else if (!socket.isGone) this.#deps.dispatcher.receive(socket, toText(data));
    });
    ws.on('pong', (position: Buffer) => {
      socket.lastHeardAtMs = performance.now();
      if (position.length > 0) socket.session.acknowledge(socket, Number(position.toString()));
    });
    ws.on('error', (error) => {
      this.#deps.log.debug({ reason: error.message, ...this.#idsOf(socket) }, 'socket error');
    });
    ws.on('close', () => {
      this.#lose(socket);
    });
  }

  /** The client has some time to come back on another socket. */
  #lose(socket: ClientSocket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size === 0) this.#drain.tellEmpty();
    if (socket.isGone) return;
    socket.isGone = true;
    const { session } = socket;
    if (session.socket !== socket) return;
    session.startGrace(this.#deps.timings.graceMs, () => {
      const { connection } = session;
      if (connection) void this.#deps.membership.evict(connection, 'networkDisconnect');
    });
  }

  #sweep(): void {
    const nowMs = performance.now();
    for (const socket of this.#sockets) {
      const ending = this.#endingOf(socket, nowMs);
      if (ending) {
        // A half-open socket says nothing of its end for a long time; the client counts as away from here on.
        socket.close(ending.code, ending.reason);
        this.#lose(socket);
      } else if (nowMs - socket.lastHeardAtMs > this.#deps.timings.silentMs / 3) socket.probe();
    }
  }

  #endingOf(socket: ClientSocket, nowMs: number): { code: number; reason: string } | null {
    const { missedPings, unjoinedMs, dismissedMs, silentMs } = this.#deps.timings;
    const { session } = socket;
    if (socket.ping && nowMs - socket.ping.atMs > missedPings * socket.ping.intervalMs)
      return { code: CLOSE.normal, reason: 'Close for not receive ping from client' };
    if (nowMs - socket.lastHeardAtMs > silentMs) return { code: CLOSE.normal, reason: 'silent' };
    if (session.dismissedAtMs !== null)
      return nowMs - session.dismissedAtMs > dismissedMs ? { code: CLOSE.normal, reason: 'left' } : null;
    if (session.isUnjoined && nowMs - socket.openedAtMs > unjoinedMs)
      return { code: CLOSE.policy, reason: 'No joinRoom in time' };
    return null;
  }

  #idsOf({ ip, session }: ClientSocket): Record<string, string | undefined> {
    const { sessionId, connectionId } = session.connection ?? {};
    return { ip, sessionId, connectionId };
  }
}

function toText(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data).toString('utf8');
}
