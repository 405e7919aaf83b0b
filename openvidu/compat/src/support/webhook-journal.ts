import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { target } from './target.js';
import type { Json } from './rest.js';

/** One webhook as it arrived. */
export interface Delivery {
  readonly headers: Record<string, string>;
  readonly body: Json;
  readonly receivedAt: number;
  /** What the listener answered. */
  readonly status: number;
}

/** How the listener shall treat the webhooks of one session. */
export interface Manners {
  /** Wait so long before each answer. */
  readonly delayMs?: number;
  /** Answer the first webhook of this event with this status instead of 200. */
  readonly refuseOnce?: { readonly event: string; readonly status: number };
}

export interface WebhookListener {
  close(): Promise<void>;
}

/** Where `journalOf` and `behave` reach the listener, which lives in mocha's main process. */
function journalUrl(sessionId: string): string {
  return `http://127.0.0.1:${target.webhookPort ?? 0}/journal/${sessionId}`;
}

/** Webhooks of one session so far, in order of arrival. */
export async function journalOf(sessionId: string): Promise<Delivery[]> {
  const answer = await fetch(journalUrl(sessionId), { signal: AbortSignal.timeout(10_000) });
  return (await answer.json()) as Delivery[];
}

export async function behave(sessionId: string, manners: Manners): Promise<void> {
  await fetch(journalUrl(sessionId), {
    method: 'PUT',
    body: JSON.stringify(manners),
    signal: AbortSignal.timeout(10_000),
  });
}

/** Listens where the server was told to post; nothing when no port is given. */
export async function startJournal(): Promise<WebhookListener | undefined> {
  if (target.webhookPort === null) return undefined;
  const journals = new Map<string, Delivery[]>();
  const manners = new Map<string, Manners>();

  async function takeDelivery(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await textOf(request)) as Json;
    const sessionId = String(body['sessionId']);
    const { delayMs = 0, refuseOnce } = manners.get(sessionId) ?? {};
    const refused = refuseOnce?.event === body['event'];
    if (refused) manners.set(sessionId, { delayMs });
    const status = refused ? (refuseOnce?.status ?? 500) : 200;
    const deliveries = journals.get(sessionId) ?? [];
    journals.set(sessionId, deliveries);
    deliveries.push({
      headers: request.headers as Record<string, string>,
      body,
      receivedAt: Date.now(),
      status,
    });
    if (delayMs > 0) await pause(delayMs);
    response.writeHead(status).end();
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const journal = /^\/journal\/([^/]+)$/.exec(request.url ?? '')?.[1];
    if (!journal) return takeDelivery(request, response);
    if (request.method === 'PUT') manners.set(journal, JSON.parse(await textOf(request)) as Manners);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(journals.get(journal) ?? []));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(400).end());
  });
  server.listen(target.webhookPort, target.webhookHost);
  await once(server, 'listening');
  return {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
