import { expect } from 'chai';
import { ORIGIN, useApi } from '../../test/api.js';
import { makeClass, makeUser } from '../../test/factories.js';

describe('the API against misuse', () => {
  const api = useApi();

  describe('answers', () => {
    it('carry these headers and do not say what made them', async () => {
      const { headers } = await api.browser().call('GET', '/api/me');
      expect(Object.fromEntries(headers)).to.include({
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
        'content-type': 'application/problem+json; charset=utf-8',
      });
      for (const name of ['server', 'x-powered-by', 'etag']) expect(headers.get(name), name).to.equal(null);
    });

    it('carry the request id they were sent, or one of ours in the place of a malformed one', async () => {
      const client = api.browser();
      const idFor = async (given: string) => {
        const problem = await client.refused('GET', '/api/me', { headers: { 'X-Request-Id': given } });
        expect(problem.requestId).to.equal(problem.headers.get('x-request-id'));
        return problem.requestId;
      };
      expect(await idFor('01a1fce0-852e-7733-9e30-f1cc154d1027')).to.equal(
        '01a1fce0-852e-7733-9e30-f1cc154d1027',
      );
      for (const bad of ['short', 'x'.repeat(65), '{"level":"fatal"}', 'a b c d e f g h']) {
        expect(await idFor(bad)).to.match(/^[0-9a-f-]{36}$/);
      }
    });
  });

  describe('nothing but the routes', () => {
    it('is at addresses that tools try', async () => {
      const paths = [
        '/',
        '/.env',
        '/.git/config',
        '/api',
        '/api/',
        '/api/users',
        '/api/graphql',
        '/api/swagger-ui',
        '/admin/queues',
      ];
      for (const path of paths) {
        expect(await api.browser().refused('GET', path), path).to.include({
          status: 404,
          code: 'request.not_found',
        });
      }
    });

    it('of the internal routes is there for what came through the proxy', async () => {
      for (const path of [
        '/healthz',
        '/readyz',
        '/metrics',
        '/internal/jwks.json',
        '/api/../metrics',
        '/api/%2e%2e/metrics',
      ]) {
        expect(await api.browser().refused('GET', path), path).to.include({ status: 404 });
      }
      expect((await fetch(`${api.baseUrl}/metrics`)).status).to.equal(200);
    });

    it('is reached by other verbs, overridden methods or other spellings of an address', async () => {
      const { instructor, lesson } = await makeClass({ startsAt: api.clock.inMin(0) });
      const client = await api.as(instructor);
      const start = `/api/lessons/${lesson.id}/start`;
      const headers = { 'X-HTTP-Method-Override': 'POST', 'X-Method-Override': 'POST' };
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        expect((await client.refused(method, start, { headers })).status, method).to.equal(404);
      }
      expect((await client.call('GET', `${start}?_method=POST`)).status).to.equal(404);
      const nobody = api.browser();
      for (const path of [
        `${start}/`,
        start.toUpperCase().replace('/API', '/api'),
        `/api/lessons/${lesson.id}%2Fstart`,
        `//api/me`,
      ]) {
        expect((await nobody.call('POST', path)).status, path).to.be.oneOf([401, 404]);
      }
      await lesson.reload();
      expect(lesson.state).to.equal('scheduled');
    });
  });

  describe('bodies', () => {
    const path = '/api/auth/sign-in';

    it('larger than 64 KiB are 413', async () => {
      const body = JSON.stringify({ email: 'a@b.example', password: 'x'.repeat(70_000) });
      const problem = await api.browser().refused('POST', path, { body });
      expect(problem).to.include({ status: 413, code: 'request.too_large' });
    });

    it('that are no JSON, or not said to be, are 400', async () => {
      const good = JSON.stringify({ email: 'a@b.example', password: 'x' });
      const calls = [
        { body: '{"email":' },
        { body: '[]' },
        { body: '"text"' },
        { body: '[['.repeat(20_000) },
        { body: good, headers: { 'Content-Type': 'text/plain' } },
        { body: good, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
        { body: good, headers: { 'Content-Type': 'application/json; charset=euc-kr' } },
        { body: good, headers: { 'Content-Encoding': 'gzip' } },
      ];
      for (const call of calls) {
        const problem = await api.browser().refused('POST', path, call);
        expect(problem, JSON.stringify(call).slice(0, 80)).to.include({
          status: 400,
          code: 'request.invalid',
        });
      }
    });

    it('name each field that is wrong, without repeating what was in it', async () => {
      const problem = await api
        .browser()
        .refused('POST', path, { body: { email: 'canary-value', extra: 1 } });
      expect(problem.errors?.map((error) => error.path)).to.include.members(['email', 'password']);
      expect(JSON.stringify(problem)).not.to.include('canary-value');
    });
  });

  describe('text in parameters', () => {
    it('is data to SQL, whatever it holds', async () => {
      const client = await api.as(await makeUser());
      for (const text of [
        "'",
        '%27%3B%20DROP%20TABLE%20users%3B--',
        '%00',
        '__proto__',
        '%F0%9F%92%A5',
        '[$gt]=',
      ]) {
        const status = (await client.call('GET', `/api/me/lessons?cursor=${text}`)).status;
        expect(status, text).to.equal(400);
      }
      const nested = await client.call('GET', '/api/me/lessons?limit[$gt]=1&when[]=past');
      expect(nested.status).to.equal(400);
    });
  });

  it('shows others of a person nothing but id and name', async () => {
    const { student, instructor } = await makeClass();
    const page = await (await api.as(student)).me.lessons();
    const text = JSON.stringify(page);
    expect(page.items[0]?.course.instructor).to.have.all.keys('id', 'name');
    expect(text).not.to.include(instructor.email);
  });

  it('answers a request from our own page like one from a program', async () => {
    const client = await api.as(await makeUser());
    const headers = { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' };
    const changed = await client.call('PATCH', '/api/me', { headers, body: { language: 'en' } });
    expect(changed.status).to.equal(200);
    const response = await fetch(`${api.baseUrl}/api/me`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${client.accessToken ?? ''}`, 'Content-Type': 'application/json' },
      body: '{"language": "ko"}',
    });
    expect(response.status).to.equal(200);
  });
});
