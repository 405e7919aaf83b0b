import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { JanusError, JanusGone, JanusMessage } from './wire.js';

export interface SocketOptions {
  readonly url: string;
  readonly protocol: 'janus-protocol' | 'janus-admin-protocol';
  readonly timeoutMs: number;
  /** What comes without having been asked for. */
  readonly onEvent?: (message: JanusMessage) => void;
}

/** `first`: the first answer counts, an acknowledgement too. `result`: the plugin's word after the acknowledgement. */
export type Awaits = 'first' | 'result';

interface Pending {
  readonly awaits: Awaits;
  readonly timer: NodeJS.Timeout;
  resolve(message: JanusMessage): void;
  reject(error: Error): void;
}

const MAX_PENDING = 4096;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** One WebSocket to Janus: pairs requests with their answers, each within its time. */
export class JanusSocket {
  readonly #socket: WebSocket;
  readonly #options: SocketOptions;
  readonly #pending = new Map<string, Pending>();
  readonly closed: Promise<void>;

  private constructor(socket: WebSocket, options: SocketOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('message', (data: Buffer) => {
      this.#receive(data);
    });
    socket.on('error', () => {
      socket.terminate();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#rejectAll();
        resolve();
      });
    });
  }

  /** @throws {JanusGone} when nobody answers at `url` in time. */
  static open(options: SocketOptions): Promise<JanusSocket> {
    const socket = new WebSocket(options.url, options.protocol, {
      perMessageDeflate: false,
      handshakeTimeout: options.timeoutMs,
      maxPayload: MAX_MESSAGE_BYTES,
    });
    return new Promise((resolve, reject) => {
      socket.once('error', (cause) => {
        reject(new JanusGone('Janus cannot be reached.', { cause }));
      });
      socket.once('open', () => {
        resolve(new JanusSocket(socket, options));
      });
    });
  }

  /**
   * @param message A request without `transaction`.
   * @throws {JanusError} when Janus refuses it.
   * @throws {JanusGone} when no answer came in time, or the socket closed first.
   */
  request(message: Record<string, unknown>, awaits: Awaits = 'first'): Promise<JanusMessage> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(new JanusGone('Janus is away.'));
    if (this.#pending.size >= MAX_PENDING) return Promise.reject(new JanusGone('Janus is too busy.'));
    const transaction = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(transaction);
        reject(new JanusGone(`Janus did not answer "${String(message.janus)}" in time.`));
      }, this.#options.timeoutMs);
      this.#pending.set(transaction, { awaits, timer, resolve, reject });
      this.#socket.send(JSON.stringify({ ...message, transaction }));
    });
  }

  /** Closes without waiting for the other side. */
  close(): void {
    this.#socket.terminate();
  }

  #receive(data: Buffer): void {
    const message = parse(data);
    if (!message) return;
    const pending = message.transaction === undefined ? undefined : this.#pending.get(message.transaction);
    if (!pending) {
      this.#options.onEvent?.(message);
      return;
    }
    if (message.janus === 'ack' && pending.awaits === 'result') return;
    this.#settle(message.transaction ?? '', pending);
    if (message.error) pending.reject(new JanusError(message.error.code, message.error.reason));
    else pending.resolve(message);
  }

  #settle(transaction: string, pending: Pending): void {
    clearTimeout(pending.timer);
    this.#pending.delete(transaction);
  }

  #rejectAll(): void {
    for (const [transaction, pending] of this.#pending) {
      this.#settle(transaction, pending);
      pending.reject(new JanusGone('Janus went away.'));
    }
  }
}

function parse(data: Buffer): JanusMessage | null {
  try {
    return JanusMessage.parse(JSON.parse(data.toString('utf8')));
  } catch {
    return null;
  }
}
