import { expect } from 'chai';
import { useApi, type Client } from '../../test/api.js';
import { Cable } from '../../test/cable.js';
import { mariadbUrl, redisUrl } from '../../test/database.js';
import { makeClass, makeUser } from '../../test/factories.js';
import { until } from '../../test/until.js';

const targetOf = (url: string, defaultPort: number) => {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || defaultPort) };
};

describe('the API while a store is away', function () {
  this.timeout(60_000);
  this.retries(2); // other work on the machine counts in the times too

  const toMariadb = new Cable(targetOf(mariadbUrlOrNone(), 3306));
  const toRedis = new Cable(targetOf(redisUrlOrNone(), 6379));

  before(async () => {
    await toMariadb.mend();
    await toRedis.mend();
  });

  after(async () => {
    await toMariadb.cut();
    await toRedis.cut();
  });

  const api = useApi(({ DATABASE_URL, REDIS_URL }) => ({
    DATABASE_URL: through(toMariadb, DATABASE_URL),
    REDIS_URL: through(toRedis, REDIS_URL),
  }));

  afterEach(async () => {
    await toMariadb.mend();
    await toRedis.mend();
    const ready = async () => (await fetch(`${api.baseUrl}/readyz`)).status === 200;
    await until(ready, { what: 'readiness after the outage', withinMs: 20_000 });
  });

  /** Sends a request that must be refused, and says how long that took. */
  async function timed(client: Client, method: string, path: string, body?: unknown) {
    const startedAt = performance.now();
    const problem = await client.refused(method, path, body === undefined ? {} : { body });
    return { problem, ms: performance.now() - startedAt };
  }

  async function health() {
    const [alive, ready] = await Promise.all(
      ['/healthz', '/readyz'].map((path) => fetch(`${api.baseUrl}${path}`)),
    );
    return { alive: alive?.status, ready: ready?.status, ...((await ready?.json()) as { checks: object }) };
  }

  for (const [how, fail] of [
    ['refuses', () => toMariadb.cut()],
    [
      'is silent',
      () => {
        toMariadb.silence();
      },
    ],
  ] as const) {
    it(`answers 503 within five seconds when MariaDB ${how}, and goes on by itself afterwards`, async () => {
      const client = await api.as(await makeUser());
      await fail();
      const burst = await Promise.all(
        Array.from({ length: 40 }, () => timed(client, 'GET', '/api/me/lessons')),
      );
      for (const { problem, ms } of burst) {
        expect(problem).to.include({ status: 503, code: 'store.unavailable' });
        expect(problem.headers.get('retry-after')).to.match(/^[1-9]\d*$/);
        expect(ms).to.be.lessThan(5_000);
      }
      const { alive, ready, checks } = await health();
      expect({ alive, ready, checks }).to.deep.equal({
        alive: 200,
        ready: 503,
        checks: { mariadb: 'down', redis: 'up' },
      });
      await toMariadb.mend();
      const mended = async () => (await client.call('GET', '/api/me/lessons')).status === 200;
      await until(mended, { what: 'an answer after MariaDB came back', withinMs: 20_000 });
    });
  }

  it('refuses to sign anybody in when Redis is away, and lets those inside go on', async () => {
    const { student, lesson } = await makeClass({ state: 'live' });
    const client = await api.as(student);
    await toRedis.cut();
    const { problem, ms } = await timed(api.browser(), 'POST', '/api/auth/sign-in', {
      email: student.email,
      password: 'seodang-demo',
    });
    expect(problem).to.include({ status: 503, code: 'store.unavailable', retryAfterSec: 2 });
    expect(ms).to.be.lessThan(1_000);
    await client.refresh();
    expect((await client.lessons.join(lesson.id)).kind).to.equal('camera');
    expect(await health()).to.deep.include({
      alive: 200,
      ready: 503,
      checks: { mariadb: 'up', redis: 'down' },
    });
    await toRedis.mend();
    const mended = async () =>
      (
        await api
          .browser()
          .call('POST', '/api/auth/sign-in', { body: { email: student.email, password: 'seodang-demo' } })
      ).status === 200;
    await until(mended, { what: 'a sign-in after Redis came back', withinMs: 20_000 });
  });

  it('answers within five seconds when Redis is silent', async () => {
    const { email } = await makeUser();
    toRedis.silence();
    const { problem, ms } = await timed(api.browser(), 'POST', '/api/auth/sign-in', {
      email,
      password: 'seodang-demo',
    });
    expect(problem).to.include({ status: 503, code: 'store.unavailable' });
    expect(ms).to.be.lessThan(5_000);
  });
});

function through(cable: Cable, url: string | undefined): string {
  const target = new URL(url ?? '');
  target.hostname = '127.0.0.1';
  target.port = String(cable.port);
  return target.href;
}

/** Describe blocks run before the check that gives the clear error. */
function mariadbUrlOrNone(): string {
  return process.env['TEST_MARIADB_URL'] ? mariadbUrl() : 'mysql://127.0.0.1';
}

function redisUrlOrNone(): string {
  return process.env['TEST_REDIS_URL'] ? redisUrl() : 'redis://127.0.0.1';
}
