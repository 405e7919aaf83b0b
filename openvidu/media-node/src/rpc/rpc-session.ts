import type { Connection } from '../session/connection.js';
import type { ClientSocket } from './client-socket.js';
import { RequestQueue } from './request-queue.js';

const MAX_HELD = 2000;
const MAX_HELD_BYTES = 1024 * 1024;

/** A client, over all the sockets it comes with. While it is away it misses nothing of what its session does. */
export class RpcSession {
  readonly queue = new RequestQueue();
  /** Set from its joining until it is out of its session. */
  connection: Connection | null = null;
  /** When it left its session or was put out; its socket may live on for a little while. */
  dismissedAtMs: number | null = null;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #socket: ClientSocket | null = null;
  /** Away: no socket, or a new one whose `connect` is not answered yet. */
  #isAway = false;
  /** It did not come back in time. */
  #isLost = false;
  #graceTimer: NodeJS.Timeout | null = null;

  constructor(readonly id: string) {}

  get socket(): ClientSocket | null {
    return this.#socket;
  }

  /** Its connection, when it did not come back in time. */
  get lostConnection(): Connection | null {
    return this.#isLost ? this.connection : null;
  }

  /** Whether more was said than is kept for a client that is away: it cannot come back as if nothing had been. */
  get hasMissedTooMuch(): boolean {
    return this.#held.length > MAX_HELD || this.#heldBytes > MAX_HELD_BYTES;
  }

  attach(socket: ClientSocket): void {
    this.#socket = socket;
  }

  /** Goes on with another socket. Call `catchUp` when the client knows. */
  resume(socket: ClientSocket): void {
    this.#isAway = true;
    this.#socket = socket;
    socket.session = this;
    this.#stopGrace();
  }

  /** Hands over what was said while the client was away. */
  catchUp(socket: ClientSocket): void {
    if (this.#socket !== socket) return;
    this.#isAway = false;
    for (const message of this.#held) socket.send(message);
    this.#forgetHeld();
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

  /** @param isKept false for what is of no use later. */
  notify(message: Buffer, { isKept }: { readonly isKept: boolean }): void {
    if (!this.#isAway) {
      this.#socket?.send(message);
      return;
    }
    if (!isKept || this.hasMissedTooMuch) return;
    this.#held.push(message);
    this.#heldBytes += message.length;
  }

  /** It is out of its session for good. */
  dismiss(): void {
    this.connection = null;
    this.dismissedAtMs = performance.now();
    this.#stopGrace();
    this.#forgetHeld();
  }

  #stopGrace(): void {
    if (this.#graceTimer) clearTimeout(this.#graceTimer);
    this.#graceTimer = null;
  }

  #forgetHeld(): void {
    this.#held.length = 0;
    this.#heldBytes = 0;
  }
}
