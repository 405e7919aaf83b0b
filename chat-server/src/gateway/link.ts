import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Octets } from '../broker/shared-frames.js';
import type { CloseCode } from '../stomp/stomp-error.js';

/** A socket of either kind, as a connection uses it. */
export interface Link {
  /** Octets given to the socket that the other side's kernel has not taken. */
  readonly backlogBytes: number;
  /** Octets that have gone, of all that were ever written. */
  readonly goneBytes: number;
  write(octets: Octets): void;
  /** Asks for a sign of life; false when this kind of socket knows none. */
  probe(): boolean;
  /** Stops reading from the other side, which is then slowed by TCP. */
  pause(): void;
  resume(): void;
  close(code: CloseCode, reason: string): void;
  /** Without a word. */
  cut(): void;
}

const LONGEST_REASON = 100;

/**
 * A WebSocket. Messages are written past `ws`, with their header in front already: nothing is compressed or masked, and
 * `ws` itself writes control frames to the same socket in one piece each, so both keep their order.
 */
export class WebSocketLink implements Link {
  readonly #ws: WebSocket;
  readonly #socket: Socket;

  constructor(ws: WebSocket, socket: Socket) {
    this.#ws = ws;
    this.#socket = socket;
    socket.setNoDelay(true);
  }

  get backlogBytes(): number {
    return this.#socket.writableLength;
  }

  get goneBytes(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  write(octets: Octets): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#socket.write(octets.webSocket);
  }

  probe(): boolean {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping();
    return true;
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }

  close(code: CloseCode, reason: string): void {
    this.#ws.close(code, reason.slice(0, LONGEST_REASON));
  }

  cut(): void {
    this.#ws.terminate();
  }
}

/** Plain TCP, for clients that know no WebSocket. */
export class TcpLink implements Link {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
  }

  get backlogBytes(): number {
    return this.#socket.writableLength;
  }

  get goneBytes(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  write(octets: Octets): void {
    if (this.#socket.writable) this.#socket.write(octets.plain);
  }

  probe(): boolean {
    return false;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.end();
  }

  cut(): void {
    this.#socket.destroy();
  }
}
