import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { RateLimit } from './rate-limit.js';
import type { RpcSession, SessionSocket } from './rpc-session.js';

const MAX_OUTGOING_BYTES = 8 * 1024 * 1024;
/** A page of a hundred tiles sends a few thousand requests at once, and then hardly any. */
const REQUESTS_PER_SEC = 500;
const REQUEST_BURST = 6000;
const MAX_OFFENCES = 50;
const CLOSING_HANDSHAKE_MS = 2000;

export const CLOSE = { normal: 1000, goingAway: 1001, unsupported: 1003, policy: 1008 } as const;

/** One WebSocket of a client: a client may come back on another one. */
export class ClientSocket implements SessionSocket {
  readonly ip: string;
  readonly openedAtMs = performance.now();
  lastHeardAtMs = this.openedAtMs;
  /** null until the client pings for the first time. */
  ping: { readonly intervalMs: number; readonly atMs: number } | null = null;
  isGone = false;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #rate = new RateLimit(REQUESTS_PER_SEC, REQUEST_BURST);
  readonly #onCut: (cause: string) => void;
  #offences = 0;
  #isCorked = false;

  constructor(
    { ws, stream, ip }: { readonly ws: WebSocket; readonly stream: Duplex; readonly ip: string },
    public session: RpcSession,
    onCut: (cause: string) => void,
  ) {
    this.#socket = ws;
    this.#stream = stream;
    this.ip = ip;
    this.#onCut = onCut;
  }

  /** Sends a text frame. A client that does not read what it is sent is cut off. */
  send(text: string | Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_OUTGOING_BYTES) {
      this.#onCut('slow-reader');
      this.#socket.terminate();
      return;
    }
    this.#cork();
    this.#socket.send(text, { binary: false });
  }

  /** All frames of one turn of the event loop go out in one write: a crowd that joins at once makes thousands. */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#stream.cork();
    setImmediate(() => {
      this.#isCorked = false;
      this.#stream.uncork();
    });
  }

  /** @returns false when the client asks for more than it may. */
  mayRequest(): boolean {
    return this.#rate.take();
  }

  /** Counts bad frames; too many end the socket. */
  offend(cause: string): void {
    this.#offences += 1;
    if (this.#offences === MAX_OFFENCES) this.close(CLOSE.policy, cause);
  }

  /** Every WebSocket gives the number back by itself once it has read all that came before. */
  probe(position = 0): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#cork();
    this.#socket.ping(String(position));
  }

  close(code: number, reason: string): void {
    if (code !== CLOSE.goingAway) this.#onCut(reason);
    this.#socket.close(code, reason);
    setTimeout(() => {
      this.#socket.terminate();
    }, CLOSING_HANDSHAKE_MS).unref();
  }
}
