import type { Connection } from '../session/connection.js';
import { type KeptNotice, NoticeLog } from './notice-log.js';
import { RequestQueue } from './request-queue.js';

/** What a session needs of the socket that its client has at the moment. */
export interface SessionSocket {
  session: RpcSession;
  send(frame: string | Buffer): void;
  probe(position: number): void;
  close(code: number, reason: string): void;
}

/**
 * A client, over all the sockets it comes with. A notice that was on its way when a socket broke is said again on
 * the next one: what a client has is known from the pongs that every WebSocket gives by itself.
 *
 * @see docs/adr/0016-notices-survive-a-broken-socket.md
 */
export class RpcSession {
  readonly queue = new RequestQueue();
  /** Set from its joining until it is out of its session. */
  connection: Connection | null = null;
  /** When it left its session or was put out; its socket may live on for a little while. */
  dismissedAtMs: number | null = null;
  readonly #notices = new NoticeLog();
  #socket: SessionSocket | null = null;
  /** Away: no socket, or a new one whose `connect` is not answered yet. */
  #isAway = false;
  #isProbing = false;
  /** It did not come back in time. */
  #isLost = false;
  #graceTimer: NodeJS.Timeout | null = null;

  constructor(readonly id: string) {}

  get socket(): SessionSocket | null {
    return this.#socket;
  }

  /** Nobody has joined over it so far. */
  get isUnjoined(): boolean {
    return this.connection === null && this.dismissedAtMs === null;
  }

  /** Its connection, when it did not come back in time. */
  get lostConnection(): Connection | null {
    return this.#isLost ? this.connection : null;
  }

  /** Whether more was said than is kept for a client that is away: it cannot come back as if nothing had been. */
  get hasMissedTooMuch(): boolean {
    return this.#notices.hasGap;
  }

  attach(socket: SessionSocket): void {
    this.#socket = socket;
  }

  /** Goes on with another socket. Call `catchUp` when the client knows. */
  resume(socket: SessionSocket): void {
    this.#isAway = true;
    this.#socket = socket;
    socket.session = this;
    this.#stopGrace();
  }

  /** Says again what the former socket may have lost, and what was said since. */
  catchUp(socket: SessionSocket): void {
    if (this.#socket !== socket) return;
    this.#isAway = false;
    this.#isProbing = false;
    for (const notice of this.#notices.list()) if (!this.#knows(notice)) socket.send(notice.frame);
    this.#probe();
  }

  /** The socket broke; after `graceMs` without another one `onLost` is called. */
  startGrace(graceMs: number, onLost: () => void): void {
    this.#isAway = true;
    this.#socket = null;
    this.#stopGrace();
    this.#graceTimer = setTimeout(() => {
      this.#isLost = true;
      onLost();
    }, graceMs).unref();
  }

  /** Tells the client, now or when it is back. */
  notify(notice: KeptNotice): void {
    if (this.connection) this.#notices.push(notice);
    if (this.#isAway) return;
    this.#socket?.send(notice.frame);
    this.#probe();
  }

  /** Tells the client now or never. */
  notifyNow(frame: Buffer): void {
    if (!this.#isAway) this.#socket?.send(frame);
  }

  /** The client has all that was said before the probe with this position. */
  acknowledge(socket: SessionSocket, position: number): void {
    if (this.#socket !== socket) return;
    this.#isProbing = false;
    this.#notices.acknowledge(position);
    this.#probe();
  }

  /** It is out of its session for good. */
  dismiss(): void {
    this.connection = null;
    this.dismissedAtMs = performance.now();
    this.#notices.acknowledge(this.#notices.lastPosition);
    this.#stopGrace();
  }

  /** Who asked for a stream knows of it; hearing of it twice would confuse the client. */
  #knows({ announces }: KeptNotice): boolean {
    if (!announces) return false;
    return this.connection?.subscriptions.get(announces.connectionId)?.stream === announces;
  }

  /** One probe is under way at a time: it acknowledges all that was said by then. */
  #probe(): void {
    if (this.#isProbing || this.#isAway || this.#notices.isEmpty) return;
    this.#isProbing = true;
    this.#socket?.probe(this.#notices.lastPosition);
  }

  #stopGrace(): void {
    if (this.#graceTimer) clearTimeout(this.#graceTimer);
    this.#graceTimer = null;
  }
}
