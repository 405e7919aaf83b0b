import { once } from 'node:events';
import { RPC_ERROR } from '@seodang/contracts/openvidu/rpc';
import { type RawData, WebSocket } from 'ws';
import { Roster } from './roster.js';
import { until } from '@seodang/testing/until';

interface Notification {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

type Result = Record<string, unknown>;

/** What an answer that says no is turned into. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** A client that speaks as openvidu-browser 2.32 does, and reads as strictly. */
export class FakeBrowser {
  readonly heard: Notification[] = [];
  /** Everything received, answers as `#<id>`. */
  readonly frames: string[] = [];
  rpcSessionId = '';
  closedWith: number | null = null;
  /** Called with every frame as it comes. */
  onText: (text: string) => void = () => undefined;
  #socket: WebSocket;
  #nextId = 0;
  readonly #roster = new Roster();
  #reconnecting: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<
    number,
    { resolve: (result: Result) => void; reject: (error: Error) => void }
  >();

  private constructor(
    private readonly url: string,
    socket: WebSocket,
  ) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async open(url: string): Promise<FakeBrowser> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new FakeBrowser(url, socket);
  }

  /** Opens a socket and joins with a token URL. */
  static async join(token: string, clientData = ''): Promise<FakeBrowser> {
    const { protocol, host, searchParams } = new URL(token);
    const session = searchParams.get('sessionId') ?? '';
    const browser = await FakeBrowser.open(`${protocol}//${host}/openvidu?sessionId=${session}`);
    await browser.joinRoom(token, clientData);
    return browser;
  }

  get id(): string {
    return this.#roster.ownId;
  }

  /** The others by connection id. */
  get roster(): Roster['seen'] {
    return this.#roster.seen;
  }

  get evictedFor(): string | null {
    return this.#roster.evictedFor;
  }

  /** What the real client would trip over. */
  get mistakes(): string[] {
    return this.#roster.mistakes;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  async joinRoom(token: string, clientData = ''): Promise<Result> {
    const session = new URL(token).searchParams.get('sessionId') ?? '';
    const result = await this.request('joinRoom', {
      token,
      session,
      ...{ platform: 'Chrome 130', sdkVersion: '2.32.2', metadata: clientData },
      ...{ secret: '', recorder: false, stt: false },
    });
    return result;
  }

  publish(): Promise<Result> {
    const video = { typeOfVideo: 'CAMERA', frameRate: -1, videoDimensions: '{"width":640,"height":480}' };
    return this.request('publishVideo', {
      ...{ doLoopback: false, hasAudio: true, hasVideo: true, audioActive: true, videoActive: true },
      ...video,
      sdpOffer: 'v=0\r\n',
    });
  }

  async subscribe(streamId: string): Promise<void> {
    await this.request('prepareReceiveVideoFrom', { sender: streamId, reconnect: false });
    await this.request('receiveVideoFrom', { sender: streamId, sdpAnswer: 'v=0\r\n' });
  }

  request(method: string, params?: Record<string, unknown>): Promise<Result> {
    const id = this.#nextId;
    this.#nextId += 1;
    if (!this.isOpen) return Promise.reject(new Error('The socket is broken.'));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.raw(JSON.stringify({ jsonrpc: '2.0', method, ...(params && { params }), id }));
    });
  }

  /** @returns The error code, or 0 when the request was granted. */
  async codeOf(request: Promise<unknown>): Promise<number> {
    return request.then(
      () => 0,
      (error: unknown) => (error instanceof Refused ? error.code : NaN),
    );
  }

  raw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  async hears(method: string, fields: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const found = await until(
      () => this.heard.find((one) => one.method === method && has(one.params, fields)),
      {
        what: `${this.id} hears ${method} ${JSON.stringify(fields)}`,
      },
    );
    return found.params;
  }

  /** Breaks the socket the way a network does, and comes back on another. */
  async reconnect(): Promise<void> {
    const former = this.#reconnecting;
    this.#reconnecting = former.then(async () => {
      this.cut();
      await this.comeBack();
    });
    await this.#reconnecting;
  }

  cut(): void {
    this.#socket.terminate();
    this.#cancel();
  }

  /** The real client forgets what was under way; here it is said, so that nothing waits for ever. */
  #cancel(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('The socket broke.'));
    this.#waiting.clear();
  }

  async comeBack(): Promise<Result> {
    const socket = new WebSocket(`${this.url}&reconnect=true`);
    await once(socket, 'open');
    this.#socket = socket;
    this.#roster.mayHearTwice = true;
    this.#listen(socket);
    return this.request('connect', { sessionId: this.rpcSessionId, reconnect: true });
  }

  async leave(): Promise<void> {
    await this.request('leaveRoom');
    this.close();
  }

  close(): void {
    this.#socket.close(4102, 'Connection closed by client');
  }

  #listen(socket: WebSocket): void {
    socket.on('message', (data: RawData) => {
      this.#receive((data as Buffer).toString());
    });
    socket.on('close', (code) => {
      this.closedWith = code;
      if (socket === this.#socket) this.#cancel();
    });
    socket.on('error', () => undefined);
  }

  #receive(text: string): void {
    this.onText(text);
    const message = JSON.parse(text) as Message;
    if (message.jsonrpc !== '2.0') this.mistakes.push(`not 2.0: ${text}`);
    if ('result' in message && 'error' in message) this.mistakes.push(`result and error: ${text}`);
    if (message.method === undefined) this.#answered(message);
    else this.#told({ method: message.method, params: message.params ?? {} });
  }

  #told({ method, params }: Notification): void {
    this.frames.push(method);
    this.heard.push({ method, params });
    this.#roster.apply(method, params);
  }

  #answered({ id, result, error }: Message): void {
    this.frames.push(`#${String(id)}`);
    const waiting = this.#waiting.get(id ?? -1);
    this.#waiting.delete(id ?? -1);
    if (result && Array.isArray(result.value)) {
      this.rpcSessionId = String(result.sessionId);
      this.#roster.begin(String(result.id), result.value as Parameters<Roster['begin']>[1]);
    }
    if (error) waiting?.reject(new Refused(error.code, error.message));
    else waiting?.resolve(result ?? {});
  }
}

interface Message extends Partial<Notification> {
  readonly id?: number | null;
  readonly result?: Result;
  readonly error?: { code: number; message: string };
  readonly jsonrpc?: string;
}

export const UNKNOWN_RPC_SESSION = RPC_ERROR.rpcSessionUnknown;

function has(params: Record<string, unknown>, fields: Record<string, unknown>): boolean {
  return Object.entries(fields).every(([key, value]) => params[key] === value);
}
