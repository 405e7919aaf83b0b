import { createServer, type Server, type Socket } from 'node:net';
import { answerTo } from './commands/index.js';
import type { CommandContext } from './commands/command.js';
import { Cursors } from './commands/cursors.js';
import { Engine } from './engine/engine.js';
import { startExpiry } from './engine/expiry.js';
import { Store } from './engine/store.js';
import { removeAbandoned } from './socket-file.js';
import { Framing } from './wire/framing.js';
import { readMessage, writeAnswer, type CommandMessage } from './wire/message.js';

/** Where it listens: on loopback (port 0 takes any free one), or on a unix socket for its own account alone. */
export type Place = { readonly host: string; readonly port: number } | { readonly path: string };

export interface ServerOptions {
  readonly folder: string;
  readonly place: Place;
  readonly expireEveryMs?: number;
  readonly onError: (what: string, error: unknown) => void;
  readonly onFatal: (error: unknown) => void;
}

const EXPIRE_EVERY_MS = 60_000;
/** A client that sends without reading is not read from any more, beyond this many unanswered messages. */
const MAX_WAITING = 100;

/** A MongoDB of one process: takes connections, runs the commands of each in order. There is no sign-in: who reaches it may do all. */
export class EmbeddedMongo {
  readonly #options: ServerOptions;
  readonly #store: Store;
  readonly #context: CommandContext;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #stopExpiry: () => void;
  #lastResponseId = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#store = new Store(options.folder, options.onFatal);
    const engine = new Engine(this.#store);
    this.#context = { engine, cursors: new Cursors(), startedAtMs: Date.now() };
    this.#server = createServer((socket) => {
      this.#serve(socket);
    });
    this.#stopExpiry = startExpiry(engine, options.expireEveryMs ?? EXPIRE_EVERY_MS, (error) => {
      options.onError('expiry', error);
    });
  }

  /**
   * @returns `host:port`, or the path of the socket.
   * @throws {Error} EADDRINUSE when another server listens there; the socket of one that was killed is taken over.
   */
  async listen(): Promise<string> {
    const { place } = this.#options;
    if ('path' in place) await removeAbandoned(place.path);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(place, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? `${address.address}:${address.port}` : String(address);
  }

  /** Ends all connections, finishes the writes under way, closes the files. */
  async close(): Promise<void> {
    this.#stopExpiry();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await this.#store.close();
  }

  #serve(socket: Socket): void {
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    const framing = new Framing();
    let waiting = 0;
    let turn = Promise.resolve();
    const refuse = (error: unknown) => {
      this.#options.onError('connection', error);
      socket.destroy();
    };
    const handle = async (message: CommandMessage) => {
      await this.#answer(socket, message).catch(refuse);
      waiting--;
      if (waiting < MAX_WAITING && !socket.destroyed) socket.resume();
    };
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (piece: Buffer) => {
      try {
        for (const bytes of framing.push(piece)) {
          const message = readMessage(bytes);
          waiting++;
          turn = turn.then(() => handle(message));
        }
      } catch (error) {
        refuse(error);
      }
      if (waiting >= MAX_WAITING) socket.pause();
    });
  }

  async #answer(socket: Socket, message: CommandMessage): Promise<void> {
    const body = await answerTo(message.body, this.#context, (command, error) => {
      this.#options.onError(command, error);
    });
    if (!message.wantsAnswer || socket.destroyed) return;
    this.#lastResponseId = (this.#lastResponseId + 1) | 0;
    socket.cork();
    for (const part of writeAnswer(message, body, this.#lastResponseId)) socket.write(part);
    socket.uncork();
  }
}
