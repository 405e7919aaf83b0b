import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';

const PING_EVERY_MS = 5000;
const TIMEOUT_MS = 10_000;

const Answer = z.looseObject({
  id: z.number().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
});
const Joined = z.looseObject({
  id: z.string(),
  value: z.array(
    z.looseObject({ id: z.string(), streams: z.array(z.looseObject({ id: z.string() })).optional() }),
  ),
});

interface Pending {
  resolve(result: Record<string, unknown>): void;
  reject(error: Error): void;
}

/** Speaks OpenVidu's JSON-RPC as openvidu-browser does, pings too, with peers that are not its own matter. */
export class ProtocolClient {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  #pinging: NodeJS.Timeout | undefined;
  #nextId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#receive(data);
    });
  }

  /** @param url `ws://host:port` of the media node. */
  static async open(url: string): Promise<ProtocolClient> {
    const socket = new WebSocket(`${url}/openvidu`, { perMessageDeflate: false });
    await once(socket, 'open');
    return new ProtocolClient(socket);
  }

  /** Joins, and goes on pinging from then on. */
  async join(sessionId: string, token: string) {
    const joined = await this.request('joinRoom', {
      token,
      session: sessionId,
      platform: 'bench',
      sdkVersion: '2.32.2',
      metadata: '',
      secret: '',
      recorder: false,
    });
    void this.request('ping', { interval: PING_EVERY_MS }).catch(() => undefined);
    this.#pinging = setInterval(() => void this.request('ping').catch(() => undefined), PING_EVERY_MS);
    return Joined.parse(joined);
  }

  /** @throws {Error} for an error that the server answers, or none within 10 s. */
  request(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${method} was not answered.`));
      }, TIMEOUT_MS);
      this.#pending.set(id, {
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', method, params, id }));
    });
  }

  async leave(): Promise<void> {
    clearInterval(this.#pinging);
    await this.request('leaveRoom').catch(() => undefined);
    this.#socket.terminate();
  }

  #receive(data: Buffer): void {
    const text = data.toString('utf8');
    // Notices are not for us, and there are thousands of them when a hundred join.
    if (!/"id":\d/.test(text)) return;
    const { id, result, error } = Answer.parse(JSON.parse(text));
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (!pending || id === undefined) return;
    this.#pending.delete(id);
    if (error) pending.reject(new Error(`${error.code} ${error.message}`));
    else pending.resolve(result ?? {});
  }
}
