import { WebSocket } from 'ws';

export interface StompFrame {
  readonly command: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A STOMP client over WebSocket that costs next to nothing, so that thousands fit into one process that measures a
 * server. It expects a server that gives every body's `content-length` or sends text bodies without NUL, and headers
 * without escapes.
 */
export class StompSocket {
  readonly #socket: WebSocket;
  /** Every frame but CONNECTED. */
  onFrame: (frame: StompFrame) => void = () => undefined;
  /** Octets as they come, instead of `onFrame`, for who only counts. */
  onOctets: ((octets: Buffer) => void) | null = null;
  onClose: (code: number, reason: string) => void = () => undefined;
  #lastHeardAt = performance.now();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Resolves at CONNECTED. @throws {Error} with what the server said instead */
  static connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    { origin }: { origin?: string } = {},
  ): Promise<StompSocket> {
    const options = { perMessageDeflate: false, ...(origin === undefined ? {} : { origin }) };
    const webSocket = new WebSocket(url, ['v12.stomp'], options);
    const stomp = new StompSocket(webSocket);
    return new Promise((resolve, reject) => {
      webSocket.on('error', reject);
      webSocket.on('open', () => {
        stomp.#write('CONNECT', { 'accept-version': '1.2', host: 'seodang', ...headers }, '');
      });
      webSocket.on('close', (code, reason) => {
        reject(new Error(`closed with ${code} ${reason.toString()}`));
        stomp.onClose(code, reason.toString());
      });
      webSocket.on('message', (octets: Buffer) => {
        stomp.#lastHeardAt = performance.now();
        if (stomp.onOctets) {
          stomp.onOctets(octets);
          return;
        }
        for (const frame of framesIn(octets)) {
          if (frame.command === 'CONNECTED') resolve(stomp);
          else if (frame.command === 'ERROR') reject(new Error(frame.body));
          stomp.onFrame(frame);
        }
      });
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get silentForMs(): number {
    return performance.now() - this.#lastHeardAt;
  }

  subscribe(destination: string, id: string, receipt?: string): void {
    this.#write('SUBSCRIBE', { destination, id, ...(receipt === undefined ? {} : { receipt }) }, '');
  }

  send(destination: string, body: string, receipt: string): void {
    this.#write('SEND', { destination, receipt }, body);
  }

  beat(): void {
    if (this.isOpen) this.#socket.send('\n');
  }

  /** Reads nothing any more, as a client whose machine hangs. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  cut(): void {
    this.#socket.terminate();
  }

  #write(command: string, headers: Readonly<Record<string, string>>, body: string): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(`${command}\n${lines.join('')}\n${body}\0`);
  }
}

/** The frames of a message: a server may put several into one. */
export function* framesIn(octets: Buffer): Generator<StompFrame> {
  let at = 0;
  for (;;) {
    while (octets[at] === 0x0a || octets[at] === 0x0d) at += 1;
    if (at >= octets.length) return;
    const headersEnd = octets.indexOf('\n\n', at);
    const [command = '', ...lines] = octets.toString('utf8', at, headersEnd).split('\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1)];
      }),
    );
    const bodyAt = headersEnd + 2;
    const length = headers['content-length'];
    const end = length === undefined ? octets.indexOf(0, bodyAt) : bodyAt + Number(length);
    yield { command, headers, body: octets.toString('utf8', bodyAt, end) };
    at = end + 1;
  }
}
