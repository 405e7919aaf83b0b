import { isUtf8 } from 'node:buffer';
import { unescape } from './escape.js';
import { type ClientCommand, type Frame, isClientCommand } from './frame.js';
import { malformed, tooLarge } from './stomp-error.js';
import type { Version } from './version.js';

export interface FrameLimits {
  /** Of a whole frame, from its command to its NUL. */
  readonly frameBytes: number;
  readonly headers: number;
  readonly headerLineBytes: number;
}

export const FRAME_LIMITS: FrameLimits = { frameBytes: 64 * 1024, headers: 64, headerLineBytes: 8 * 1024 };

interface Head {
  readonly command: ClientCommand;
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyAt: number;
  /** Null: the body ends at the first NUL. */
  readonly contentLength: number | null;
}

const NUL = 0;
const LF = 10;
const CR = 13;
const EMPTY = Buffer.alloc(0);
const LONGEST_COMMAND = 'UNSUBSCRIBE'.length;
const LEAST_STORE_BYTES = 1024;

/**
 * Cuts octets into frames, however they were split or joined on their way. It keeps at most one frame that is not yet
 * whole and what was pushed behind it, and looks at no octet twice for a delimiter, so that a client which sends single
 * octets costs no more than another.
 *
 * @see STOMP 1.2 "Augmented BNF"
 */
export class FrameParser {
  /** Escapes depend on it. The connection sets it after CONNECT, in which nothing is escaped. */
  version: Version = '1.2';
  readonly #limits: FrameLimits;
  /** Octets that are not taken yet; from `#at` on. */
  #bytes: Buffer = EMPTY;
  /** Where `#bytes` lies when it had to be put together; null while it is the piece that came. */
  #store: Buffer | null = null;
  #at = 0;
  #head: Head | null = null;
  #lineAt = 0;
  #searchAt = 0;
  #lines = 0;

  constructor(limits: FrameLimits = FRAME_LIMITS) {
    this.#limits = limits;
  }

  /** Octets that wait to become a frame. */
  get waitingBytes(): number {
    return this.#bytes.length - this.#at;
  }

  /** Takes octets in, whose memory is then the parser's. */
  push(chunk: Buffer): void {
    if (this.waitingBytes === 0) {
      this.#bytes = chunk;
    } else this.#append(chunk);
  }

  /**
   * The next whole frame; null until more octets come.
   *
   * @throws {StompError} when what came cannot become a frame; nothing can be read after it.
   */
  next(): Frame | null {
    const head = (this.#head ??= this.#readHead());
    if (head === null) return null;
    const bodyEnd = this.#findEnd(head);
    if (bodyEnd === null) return null;
    const body = this.#bytes.subarray(head.bodyAt, bodyEnd);
    if (body.length > 0 && head.command !== 'SEND') throw malformed(`${head.command} has a body`);
    this.#startAt(bodyEnd + 1);
    return { command: head.command, headers: head.headers, body };
  }

  /** Frames already given away look into the old memory: it is only added to, never written over. */
  #append(chunk: Buffer): void {
    const waiting = this.waitingBytes;
    const endInStore =
      this.#store === null ? 0 : this.#bytes.byteOffset - this.#store.byteOffset + this.#bytes.length;
    if (this.#store === null || endInStore + chunk.length > this.#store.length) {
      const store = Buffer.allocUnsafeSlow(Math.max(LEAST_STORE_BYTES, 2 * (waiting + chunk.length)));
      this.#bytes.copy(store, 0, this.#at);
      chunk.copy(store, waiting);
      this.#store = store;
      this.#bytes = store.subarray(0, waiting + chunk.length);
      this.#move(-this.#at);
    } else {
      chunk.copy(this.#store, endInStore);
      this.#bytes = this.#store.subarray(endInStore - this.#bytes.length, endInStore + chunk.length);
    }
  }

  #move(by: number): void {
    this.#at += by;
    this.#lineAt += by;
    this.#searchAt += by;
    if (this.#head) this.#head = { ...this.#head, bodyAt: this.#head.bodyAt + by };
  }

  #startAt(at: number): void {
    this.#head = null;
    this.#lines = 0;
    this.#at = this.#lineAt = this.#searchAt = at;
    if (at < this.#bytes.length) return;
    this.#bytes = EMPTY;
    this.#store = null;
    this.#at = this.#lineAt = this.#searchAt = 0;
  }

  /** Line ends between frames are heart-beats: they are passed over. */
  #readHead(): Head | null {
    for (;;) {
      const lineEnd = this.#bytes.indexOf(LF, this.#searchAt);
      this.#assertLine(lineEnd === -1 ? this.#bytes.length : lineEnd);
      if (lineEnd === -1) {
        this.#searchAt = this.#bytes.length;
        return null;
      }
      const isEmpty =
        lineEnd === this.#lineAt || (lineEnd === this.#lineAt + 1 && this.#bytes[this.#lineAt] === CR);
      const headEnd = this.#lineAt;
      if (isEmpty && this.#lines === 0) {
        this.#startAt(lineEnd + 1);
        continue;
      }
      this.#lineAt = this.#searchAt = lineEnd + 1;
      if (isEmpty) return this.#toHead(headEnd);
      this.#lines += 1;
    }
  }

  /** Before the line is whole, so that an endless one is not waited for. */
  #assertLine(end: number): void {
    const length = end - this.#lineAt;
    if (this.#lines === 0) {
      if (length > LONGEST_COMMAND + 1) throw malformed('no such command');
      return;
    }
    if (length > this.#limits.headerLineBytes) throw tooLarge('a header is too long');
    if (length > 1 && this.#lines > this.#limits.headers) throw tooLarge('too many headers');
    if (end - this.#at > this.#limits.frameBytes) throw tooLarge('the frame is too large');
  }

  #toHead(headEnd: number): Head {
    const octets = this.#bytes.subarray(this.#at, headEnd);
    if (!isUtf8(octets)) throw malformed('headers are not UTF-8');
    const [command = '', ...lines] = octets
      .toString('utf8')
      .split('\n')
      .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    if (!isClientCommand(command)) throw malformed('no such command');
    lines.pop();
    const headers = this.#toHeaders(command, lines);
    const contentLength = toContentLength(headers.get('content-length'));
    if (this.#lineAt - this.#at + (contentLength ?? 0) > this.#limits.frameBytes) {
      throw tooLarge('the frame is too large');
    }
    return { command, headers, bodyAt: this.#lineAt, contentLength };
  }

  #toHeaders(command: ClientCommand, lines: readonly string[]): Map<string, string> {
    const isConnecting = command === 'CONNECT' || command === 'STOMP';
    const read = (text: string) => (isConnecting ? text : unescape(text, this.version));
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon < 1) throw malformed('a header without a name');
      if (line.includes('\0') || line.includes('\r'))
        throw malformed('a header with a NUL or a carriage return');
      const name = read(line.slice(0, colon));
      if (!headers.has(name)) headers.set(name, read(line.slice(colon + 1)));
    }
    return headers;
  }

  /** Where the NUL of the frame is. */
  #findEnd({ bodyAt, contentLength }: Head): number | null {
    if (contentLength !== null) {
      const end = bodyAt + contentLength;
      if (end >= this.#bytes.length) return null;
      if (this.#bytes[end] !== NUL) throw malformed('no NUL where content-length ends');
      return end;
    }
    const end = this.#bytes.indexOf(NUL, this.#searchAt);
    const seenTo = end === -1 ? this.#bytes.length : end;
    if (seenTo - this.#at > this.#limits.frameBytes) throw tooLarge('the frame is too large');
    this.#searchAt = seenTo;
    return end === -1 ? null : end;
  }
}

function toContentLength(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (!/^\d{1,12}$/.test(header)) throw malformed('content-length is not a number');
  return Number(header);
}
