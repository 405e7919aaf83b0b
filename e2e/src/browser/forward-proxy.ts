import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The network between one visitor's browser and the server: a forward proxy that the browser is told to use. Media
 * sockets go through it as tunnels, everything else as requests; each can be cut. The app sees only its own address.
 */
export class ForwardProxy {
  readonly #server: Server;
  readonly #tunnels = new Set<readonly [Duplex, Socket]>();
  readonly #to: number | null;
  #cut = false;

  private constructor(to: number | null) {
    this.#to = to;
    this.#server = createServer((request, response) => {
      this.#pass(request, response);
    });
    this.#server.on('connect', (request: IncomingMessage, near: Duplex) => {
      this.#tunnel(request, near);
    });
  }

  /** @param to The port on this machine that everything is led to; null leads where the browser wants to go. */
  static async open(to: number | null = null): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(to);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every socket of the page, and refuses new ones until mended. Requests go on. */
  cutSockets(): void {
    this.#cut = true;
    for (const [near, far] of this.#tunnels) {
      near.destroy();
      far.destroy();
    }
  }

  mend(): void {
    this.#cut = false;
  }

  async close(): Promise<void> {
    this.cutSockets();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers } = request;
    const url = new URL(request.url ?? '');
    if (this.#to !== null) url.port = String(this.#to);
    const far = forward(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    far.on('error', () => response.destroy());
    response.on('close', () => far.destroy());
    request.pipe(far);
  }

  #tunnel(request: IncomingMessage, near: Duplex): void {
    near.on('error', () => undefined);
    if (this.#cut) {
      near.destroy();
      return;
    }
    const [host = '', port = '80'] = (request.url ?? '').split(':');
    const far = connect(this.#to ?? Number(port), host, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    const pair = [near, far] as const;
    this.#tunnels.add(pair);
    far.on('error', () => near.destroy());
    far.on('close', () => {
      near.destroy();
      this.#tunnels.delete(pair);
    });
    near.on('close', () => far.destroy());
  }
}
