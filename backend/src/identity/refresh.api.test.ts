import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { ORIGIN, useApi, type Client } from '../../test/api.js';
import { makeUser } from '../../test/factories.js';
import { until } from '../../test/until.js';
import { SignIn } from './sign-in.model.js';

describe('staying signed in', () => {
  const api = useApi();

  async function signedIn() {
    const user = await makeUser();
    const client = api.browser();
    await client.signIn(user.email);
    return { user, client };
  }

  /** The same browser as it was a moment ago, with the cookie it had then. */
  function copyOf(client: Client): Client {
    return Object.assign(api.browser(), { cookie: client.cookie, userAgent: client.userAgent });
  }

  describe('POST /api/auth/refresh', () => {
    it('gives a new access token and puts another cookie in the place of the old one', async () => {
      const { user, client } = await signedIn();
      const oldCookie = client.cookie;
      const session = await client.refresh();
      expect(session.user.id).to.equal(user.id);
      expect(client.cookie).not.to.equal(oldCookie);
      expect(await client.me.get()).to.include({ id: user.id });
    });

    it('gives twenty parallel tabs the same successor', async () => {
      const { client } = await signedIn();
      const tabs = Array.from({ length: 20 }, () => copyOf(client));
      await Promise.all(tabs.map((tab) => tab.refresh()));
      expect(new Set(tabs.map(({ cookie }) => cookie)).size).to.equal(1);
      expect(tabs[0]?.cookie).not.to.equal(client.cookie);
      await tabs[7]?.refresh();
    });

    it('gives the same successor again to a tab whose answer got lost, for ten seconds', async () => {
      const { client } = await signedIn();
      const retry = copyOf(client);
      await client.refresh();
      api.clock.forward({ sec: 9 });
      await retry.refresh();
      expect(retry.cookie).to.equal(client.cookie);
    });

    it('ends the whole sign-in when a used token comes again later, and leaves other devices alone', async () => {
      const { user, client } = await signedIn();
      const other = api.browser();
      await other.signIn(user.email);
      const thief = copyOf(client);
      await client.refresh();
      await client.refresh();
      api.clock.forward({ sec: 11 });
      expect(await thief.refused('POST', '/api/auth/refresh')).to.include({
        status: 401,
        code: 'auth.expired',
      });
      expect((await client.refused('POST', '/api/auth/refresh')).code).to.equal('auth.expired');
      expect((await client.refused('GET', '/api/me')).code).to.equal('auth.expired');
      await other.refresh();
      const ended = await SignIn.findAll({ where: { userId: user.id, endReason: 'token-reused' } });
      expect(ended).to.have.length(1);
    });

    it('ends the sign-in when a used token comes from another device, however soon', async () => {
      const { client } = await signedIn();
      const thief = Object.assign(copyOf(client), { userAgent: 'another browser' });
      await client.refresh();
      expect((await thief.refused('POST', '/api/auth/refresh')).code).to.equal('auth.expired');
      expect((await client.refused('POST', '/api/auth/refresh')).code).to.equal('auth.expired');
    });

    it('ends after fourteen days without use, and after ninety days at all events', async () => {
      const idle = (await signedIn()).client;
      const busy = (await signedIn()).client;
      for (let days = 0; days < 89; days += 13) {
        await busy.refresh();
        api.clock.forward({ days: 13 });
      }
      expect((await idle.refused('POST', '/api/auth/refresh')).code).to.equal('auth.expired');
      expect((await busy.refused('POST', '/api/auth/refresh')).code).to.equal('auth.expired');
    });

    it('has nothing to say to who brings no cookie', async () => {
      expect((await api.browser().call('POST', '/api/auth/refresh')).status).to.equal(204);
    });

    it('is 401 with an invented cookie and for a suspended account', async () => {
      const invented = Object.assign(api.browser(), { cookie: `__Host-seodang-refresh=${'A'.repeat(43)}` });
      expect((await invented.refused('POST', '/api/auth/refresh')).code).to.equal('auth.expired');
      const { user, client } = await signedIn();
      await user.update({ suspendedAt: new Date() });
      expect((await client.refused('POST', '/api/auth/refresh')).code).to.equal('auth.expired');
    });

    it('keeps no token in the database, only hashes', async () => {
      const { client } = await signedIn();
      await client.refresh();
      const token = client.cookie?.split('=')[1] ?? '';
      const rows = await api.platform.db.query<{ row: string }>(
        `SELECT CONCAT_WS(' ', CONVERT(token_hash USING latin1), CONVERT(successor_salt USING latin1)) AS \`row\` FROM refresh_tokens`,
        { type: QueryTypes.SELECT },
      );
      expect(rows.length).to.be.greaterThan(1);
      for (const { row } of rows) expect(row).not.to.include(token);
    });
  });

  describe('POST /api/auth/sign-out', () => {
    it('ends the sign-in at once, access tokens included, and takes the cookie away', async () => {
      const { client } = await signedIn();
      const { accessToken } = client;
      await client.me.get();
      const answer = await client.call('POST', '/api/auth/sign-out');
      expect(answer.status).to.equal(204);
      expect(answer.headers.getSetCookie()[0]).to.match(
        /^__Host-seodang-refresh=; .*Expires=Thu, 01 Jan 1970/,
      );
      expect((await Object.assign(api.browser(), { accessToken }).refused('GET', '/api/me')).code).to.equal(
        'auth.expired',
      );
    });

    it('is felt within a second by another API process', async function () {
      this.retries(3); // other work on the machine counts too

      const { client } = await signedIn();
      const { sid } = JSON.parse(
        Buffer.from(client.accessToken?.split('.')[1] ?? '', 'base64url').toString(),
      ) as { sid: string };
      await client.me.get();
      const startedAt = performance.now();
      await SignIn.end(sid, new Date(), 'signed-out');
      await until(async () => (await client.call('GET', '/api/me')).status === 401, {
        what: '401',
        withinMs: 5_000,
      });
      expect(performance.now() - startedAt).to.be.lessThan(1_000);
    });

    it('is no error without a sign-in, or for the second time', async () => {
      expect((await api.browser().call('POST', '/api/auth/sign-out')).status).to.equal(204);
      const { client } = await signedIn();
      const again = copyOf(client);
      await client.call('POST', '/api/auth/sign-out');
      expect((await again.call('POST', '/api/auth/sign-out')).status).to.equal(204);
    });
  });

  describe('requests from other sites', () => {
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: `${ORIGIN}.evil.example` },
      { Origin: 'http://localhost:8081' },
      { Origin: ORIGIN, 'Sec-Fetch-Site': 'cross-site' },
      { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-site' },
      { Origin: '', 'Content-Type': 'text/plain' },
    ];

    for (const route of ['refresh', 'sign-out']) {
      it(`are refused by ${route}, and change nothing`, async () => {
        const { client } = await signedIn();
        for (const headers of foreign) {
          const problem = await client.refused('POST', `/api/auth/${route}`, { headers });
          expect(problem, JSON.stringify(headers)).to.include({ status: 403, code: 'request.wrong_origin' });
        }
        await client.refresh();
      });
    }

    it('are refused by every change, also those with an access token', async () => {
      const { client } = await signedIn();
      const headers = { Origin: 'https://evil.example' };
      for (const [method, path] of [
        ['PATCH', '/api/me'],
        ['POST', '/api/auth/sign-in'],
      ] as const) {
        expect((await client.refused(method, path, { headers, body: {} })).code).to.equal(
          'request.wrong_origin',
        );
      }
    });

    it('get no permission to read anything (no CORS)', async () => {
      const { client } = await signedIn();
      for (const headers of foreign) {
        const read = await client.call('GET', '/api/me', { headers });
        const asked = await client.call('OPTIONS', '/api/me', {
          headers: { ...headers, 'Access-Control-Request-Method': 'PATCH' },
        });
        for (const { headers: answered } of [read, asked]) {
          expect([...answered.keys()].filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
        }
      }
    });
  });
});
