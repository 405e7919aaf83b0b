import { once } from 'node:events';
import { until } from '@seodang/testing/until';
import { type ClientOptions, WebSocket } from 'ws';

/** A frame as a client reads it; good enough for a server that writes no NUL into bodies. */
export interface Heard {
  readonly command: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A client that sends whatever octets a test wants, and no other. */
export class RawClient {
  /** Messages of the WebSocket, as they came. */
  readonly messages: string[] = [];
  closedWith: { readonly code: number; readonly reason: string } | null = null;
  readonly ws: WebSocket;

  private constructor(url: string, options: ClientOptions) {
    this.ws = new WebSocket(url, ['v12.stomp'], options);
    this.ws.on('message', (data: Buffer) => this.messages.push(data.toString('utf8')));
    this.ws.on('close', (code, reason) => (this.closedWith = { code, reason: reason.toString() }));
    this.ws.on('error', () => undefined);
  }

  /** @throws when the upgrade is refused */
  static async open(url: string, options: ClientOptions = {}): Promise<RawClient> {
    const client = new RawClient(url, options);
    await once(client.ws, 'open');
    return client;
  }

  static async connected(url: string, ticket: string, headers = 'accept-version:1.2'): Promise<RawClient> {
    const client = await RawClient.open(url);
    client.send(`CONNECT\n${headers}\npasscode:${ticket}\n\n\0`);
    await client.hears('CONNECTED');
    return client;
  }

  send(text: string | Buffer): void {
    this.ws.send(text);
  }

  get frames(): Heard[] {
    return this.messages
      .join('')
      .split('\0')
      .map((text) => text.replace(/^\n+/, ''))
      .filter((text) => text !== '')
      .map(toHeard);
  }

  /** Waits for a frame. */
  hears(command: string, headers: Readonly<Record<string, string>> = {}): Promise<Heard> {
    const fits = (frame: Heard) =>
      frame.command === command &&
      Object.entries(headers).every(([name, value]) => frame.headers[name] === value);
    const what = `${command} ${JSON.stringify(headers)}`;
    return until(() => this.frames.find(fits), {
      what,
      seen: () => [this.frames, this.closedWith],
      withinMs: 15_000,
    });
  }

  /** Sends a SUBSCRIBE and waits for its RECEIPT. */
  async subscribe(id: string, destination: string, more = ''): Promise<void> {
    this.send(`SUBSCRIBE\nid:${id}\ndestination:${destination}\n${more}receipt:sub-${id}\n\n\0`);
    await this.hears('RECEIPT', { 'receipt-id': `sub-${id}` });
  }

  /** Waits until the server has closed. @returns the code */
  async closed(): Promise<number> {
    const { code } = await until(() => this.closedWith, { what: 'the server closes', withinMs: 15_000 });
    return code;
  }

  close(): void {
    this.ws.terminate();
  }
}

function toHeard(text: string): Heard {
  const headEnd = text.indexOf('\n\n');
  const [command = '', ...lines] = text.slice(0, headEnd).split('\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon)] ??= line.slice(colon + 1);
  }
  return { command, headers, body: text.slice(headEnd + 2) };
}
