import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { MailStore, StoredMail } from './mail-store.js';
import { listPage, mailPage, notFoundPage } from './pages.js';
import { SCRIPT, STYLE } from './style.js';
import { languageFrom } from './texts.js';

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** A mail may style itself; it may not run, load or lead anywhere. */
const MAIL_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; form-action 'none'; base-uri 'none'";

interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Record<string, string>;
}

/** The page to read mails, and the same as JSON for tests. */
export function webServer(store: MailStore, onError: (error: unknown) => void): Server {
  const server = createServer((request, response) => {
    answer(store, request).then(
      (found) => {
        send(response, found);
      },
      (error: unknown) => {
        onError(error);
        send(response, { status: 500, type: TEXT, body: 'This did not work.\n' });
      },
    );
  });
  server.requestTimeout = 10_000;
  return server;
}

async function answer(store: MailStore, request: IncomingMessage): Promise<Answer> {
  // A foreign page could name this machine its own (DNS rebinding) and read along.
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) {
    return { status: 421, type: TEXT, body: 'Open this page as localhost.\n' };
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const key = `${request.method === 'HEAD' ? 'GET' : (request.method ?? '')} ${url.pathname}`;
  if (key === 'POST /clear' || key === 'DELETE /api/mails') return clear(store, request);
  if (!key.startsWith('GET ')) return { status: 405, type: TEXT, body: 'Not allowed.\n' };
  return fixed(store, url, request) ?? (await ofMail(store, url, request));
}

function fixed(store: MailStore, url: URL, request: IncomingMessage): Answer | null {
  const language = languageFrom(request.headers['accept-language']);
  switch (url.pathname) {
    case '/':
      return { type: HTML, body: listPage(language, store.list()).text };
    case '/style.css':
      return { type: 'text/css; charset=utf-8', body: STYLE };
    case '/refresh.js':
      return { type: 'text/javascript; charset=utf-8', body: SCRIPT };
    case '/healthz':
      return { type: JSON_TYPE, body: '{"status":"ok"}' };
    case '/favicon.ico':
      return { status: 204, type: TEXT, body: '' };
    case '/api/mails': {
      const limit = Number(url.searchParams.get('limit') ?? 100);
      const mails = store.list({ to: url.searchParams.get('to') ?? undefined });
      return { type: JSON_TYPE, body: JSON.stringify(mails.slice(0, Number.isInteger(limit) ? limit : 100)) };
    }
    default:
      return null;
  }
}

/** `/mails/ID`, `/mails/ID/html`, `/mails/ID/source` and `/api/mails/ID`. */
async function ofMail(store: MailStore, url: URL, request: IncomingMessage): Promise<Answer> {
  const language = languageFrom(request.headers['accept-language']);
  const [, isApi, id, view] = /^(\/api)?\/mails\/([0-9a-z]+)(?:\/(html|source))?$/.exec(url.pathname) ?? [];
  const mail = id === undefined ? null : store.find(id);
  if (mail === null) return { status: 404, type: HTML, body: notFoundPage(language).text };
  if (isApi !== undefined) return asJson(store, mail);
  if (view === 'source') return { type: TEXT, body: await store.readRaw(mail) };
  const email = await store.read(mail);
  if (view === undefined) return { type: HTML, body: mailPage(language, mail, email).text };
  return { type: HTML, body: email.html ?? '', headers: { 'Content-Security-Policy': MAIL_POLICY } };
}

async function asJson(store: MailStore, mail: StoredMail): Promise<Answer> {
  const { text, html, headers, attachments } = await store.read(mail);
  const files = attachments.map(({ filename, mimeType }) => ({ filename, mimeType }));
  return { type: JSON_TYPE, body: JSON.stringify({ ...mail, text, html, headers, attachments: files }) };
}

/** Only from our own page, or from a program. */
async function clear(store: MailStore, request: IncomingMessage): Promise<Answer> {
  const site = request.headers['sec-fetch-site'] ?? 'none';
  if (site !== 'same-origin' && site !== 'none')
    return { status: 403, type: TEXT, body: 'Not from there.\n' };
  await store.clear();
  return { status: 303, type: TEXT, body: '', headers: { Location: '/' } };
}

function send(response: ServerResponse, { status = 200, type, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Security-Policy': PAGE_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
