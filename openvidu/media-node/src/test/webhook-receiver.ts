import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** Takes webhooks the way one wants it to, and keeps them in the order of their coming. */
export class WebhookReceiver {
  readonly accepted: Record<string, unknown>[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  attempts = 0;
  /** The status for the next attempt; null lets it hang. */
  answer: () => number | null = () => 200;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        receiver.attempts += 1;
        receiver.headers.push(request.headers);
        const status = receiver.answer();
        if (status === null) return;
        if (status === 200)
          receiver.accepted.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
        response.writeHead(status).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook?secret=1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
