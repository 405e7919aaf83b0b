import { expect } from 'chai';
import { z } from 'zod';
import { ApiError } from './errors.js';
import { Http } from './http.js';

const Thing = z.strictObject({ name: z.string() });
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const problem = (status: number, code: string, more = {}) =>
  json(status, { type: 'about:blank', title: code, status, code, instance: '/api/thing', ...more });

interface Call {
  url: string;
  init: RequestInit;
}

/** An Http whose server gives `answers` one after the other, with the tokens `first`, `second`… on renewal. */
function setUp(answers: ((call: Call) => Response | Promise<Response>)[]) {
  const calls: Call[] = [];
  const tokens = {
    held: 'first' as string | null,
    renewals: [] as (string | null)[],
    current: () => tokens.held,
    renew: (stale: string | null) => {
      tokens.renewals.push(stale);
      if (tokens.held !== null) tokens.held = 'second';
      return Promise.resolve(tokens.held);
    },
  };
  const http = new Http(tokens, (url, init) => {
    const call = { url: url as string, init: init ?? {} };
    calls.push(call);
    return Promise.resolve(answers[calls.length - 1]?.(call) ?? problem(404, 'request.not_found'));
  });
  return { http, calls, tokens };
}

async function failure(work: Promise<unknown>): Promise<ApiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const sentToken = (call: Call | undefined) => new Headers(call?.init.headers).get('authorization');

describe('Http', () => {
  it('asks the chat-server at its own address', async () => {
    const { http, calls } = setUp([() => json(200, { name: 'brush' })]);
    await http.get('/thing', Thing, { server: 'chat', query: { limit: 2 } });
    expect(calls[0]?.url).to.equal('/chat/api/thing?limit=2');
  });

  it('gives what the schema says, and sends the token', async () => {
    const { http, calls } = setUp([() => json(200, { name: 'ink' })]);
    expect(await http.get('/thing', Thing, { query: { when: 'now', cursor: undefined } })).to.deep.equal({
      name: 'ink',
    });
    expect(calls[0]?.url).to.equal('/api/thing?when=now');
    expect(sentToken(calls[0])).to.equal('Bearer first');
  });

  it('asks again once with a renewed token', async () => {
    const { http, calls, tokens } = setUp([
      () => problem(401, 'auth.expired'),
      () => json(200, { name: 'ink' }),
    ]);
    expect(await http.get('/thing', Thing)).to.deep.equal({ name: 'ink' });
    expect(tokens.renewals).to.deep.equal(['first']);
    expect(calls.map(sentToken)).to.deep.equal(['Bearer first', 'Bearer second']);
  });

  it('does not ask a third time', async () => {
    const { http, calls } = setUp([() => problem(401, 'auth.expired'), () => problem(401, 'auth.expired')]);
    expect((await failure(http.get('/thing', Thing))).code).to.equal('auth.expired');
    expect(calls).to.have.length(2);
  });

  it('takes a 401 as the answer where no token is sent', async () => {
    const { http, tokens } = setUp([() => problem(401, 'auth.sign_in_failed')]);
    const error = await failure(http.post('/auth/sign-in', Thing, { auth: 'none', body: {} }));
    expect(error.code).to.equal('auth.sign_in_failed');
    expect(tokens.renewals).to.deep.equal([]);
  });

  it('sends the token that is held where one is optional, and asks for none on behalf of visitors', async () => {
    const { http, calls, tokens } = setUp([
      () => json(200, { name: 'ink' }),
      () => json(200, { name: 'ink' }),
    ]);
    await http.get('/thing', Thing, { auth: 'optional' });
    tokens.held = null;
    await http.get('/thing', Thing, { auth: 'optional' });
    expect(calls.map(sentToken)).to.deep.equal(['Bearer first', null]);
    expect(tokens.renewals).to.deep.equal([]);
  });

  it('renews an expired token where one is optional, so that nobody is taken for a visitor', async () => {
    const { http, calls } = setUp([() => problem(401, 'auth.expired'), () => json(200, { name: 'ink' })]);
    expect(await http.get('/thing', Thing, { auth: 'optional' })).to.deep.equal({ name: 'ink' });
    expect(calls.map(sentToken)).to.deep.equal(['Bearer first', 'Bearer second']);
  });

  it('sends a file as it is', async () => {
    const { http, calls } = setUp([() => json(200, { name: 'ink' })]);
    const file = new Blob(['picture'], { type: 'image/png' });
    await http.put('/thing', Thing, { file });
    expect(calls[0]?.init).to.include({ method: 'PUT', body: file });
    expect(new Headers(calls[0]?.init.headers).has('content-type')).to.equal(false);
  });

  it('tells code, request id and the time to wait of a refusal', async () => {
    const { http } = setUp([() => problem(429, 'request.too_many', { requestId: 'r-1', retryAfterSec: 30 })]);
    const error = await failure(http.get('/thing', Thing));
    expect(error).to.include({ code: 'request.too_many', requestId: 'r-1', retryAfterSec: 30, status: 429 });
  });

  it('takes the page of a proxy for a server that is away', async () => {
    const { http } = setUp([() => new Response('<h1>502</h1>', { status: 502 })]);
    expect((await failure(http.get('/thing', Thing))).code).to.equal('client.unreachable');
  });

  it('refuses an answer of another shape', async () => {
    const { http } = setUp([() => json(200, { name: 7 })]);
    expect((await failure(http.get('/thing', Thing))).code).to.equal('client.bad_answer');
  });

  it('tells a lost network from a slow server', async () => {
    const lost = setUp([() => Promise.reject(new TypeError('Failed to fetch'))]);
    expect((await failure(lost.http.get('/thing', Thing))).code).to.equal('client.unreachable');
    const slow = setUp([
      ({ init }) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => {
            reject(init.signal?.reason as Error);
          });
        }),
    ]);
    expect((await failure(slow.http.get('/thing', Thing, { timeoutMs: 5 }))).code).to.equal('client.timeout');
  });

  it('passes on that its caller gave up', async () => {
    const { http } = setUp([({ init }) => Promise.reject(init.signal?.reason as Error)]);
    const gone = AbortSignal.abort(new Error('left the page'));
    const error: unknown = await http
      .get('/thing', Thing, { signal: gone })
      .catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'left the page');
  });
});
