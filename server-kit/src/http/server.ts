import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Express } from 'express';

const DRAIN_WITHIN_MS = 5_000;

/** Listens, with limits on slow senders. Port 0 takes any free one. */
export async function listen(app: Express, place: { host: string; port: number }): Promise<Server> {
  const server = createServer(
    {
      requestTimeout: 10_000,
      headersTimeout: 5_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 1_000,
    },
    app,
  );
  server.listen(place.port, place.host);
  await once(server, 'listening');
  return server;
}

/** Takes no new request, lets those under way finish for a while, then closes what is left. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const overdue = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_WITHIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(overdue);
}
