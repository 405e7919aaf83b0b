import type { ErrorCode } from '@seodang/contracts/errors';

interface Request {
  method: string;
  /** Without `/api`, with its query. */
  path: string;
  body: unknown;
}

type Route = (request: Request) => Response;

export const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

export const problem = (status: number, code: ErrorCode, more: object = {}) =>
  json({ type: 'about:blank', title: code, status, code, instance: '/', ...more }, status);

/** The body of a list's only page. */
export const pageOf = (...items: unknown[]) => ({ items, nextCursor: null });

/** Stands at the place of the network: answers requests by `METHOD /path`, and keeps what was asked. */
export function serve(routes: Record<string, Route>): { asked: Request[]; stop: () => void } {
  const real = globalThis.fetch;
  const asked: Request[] = [];
  globalThis.fetch = (url, init) => {
    if (typeof url !== 'string') throw new TypeError('our requests name their address as text');
    const path = url.replace('/api', '');
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    const request = { method: init?.method ?? 'GET', path, body };
    asked.push(request);
    const answer = routes[`${request.method} ${path}`] ?? (() => problem(404, 'request.not_found'));
    return Promise.resolve(answer(request));
  };
  return {
    asked,
    stop: () => {
      globalThis.fetch = real;
    },
  };
}
