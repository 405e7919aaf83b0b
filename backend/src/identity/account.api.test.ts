import { randomBytes } from 'node:crypto';
import type { Register } from '@seodang/contracts/identity';
import { expect } from 'chai';
import { useApi, type Client } from '../../test/api.js';
import { makeUser, PASSWORD } from '../../test/factories.js';
import { SignIn } from './sign-in.model.js';
import { User, UserRole } from './user.model.js';

const NOBODYS = '0198c0de-0000-7000-8000-000000000000';
const STRONG = 'copper teapot sings at dawn';

describe('account API', () => {
  const api = useApi();
  const wish = (more: Partial<Register> = {}): Register => ({
    email: `new-${randomBytes(6).toString('hex')}@seodang.example`,
    password: STRONG,
    name: '이하늘',
    language: 'ko',
    timeZone: 'Asia/Seoul',
    ...more,
  });

  describe('POST /api/auth/register', () => {
    it('opens a student’s account and signs in', async () => {
      const client = api.browser();
      const body = wish({ email: '  Haneul.Lee@School.Example ' });
      const answer = await client.call('POST', '/api/auth/register', { body });
      expect(answer.status).to.equal(201);
      expect(answer.headers.getSetCookie()[0]).to.match(
        /^__Host-seodang-refresh=.+HttpOnly; Secure; SameSite=Strict$/,
      );
      expect(answer.body).to.have.nested.include({
        'user.email': 'haneul.lee@school.example',
        'user.name': '이하늘',
        'user.wantsReminders': true,
      });
      expect((await client.refresh()).user.roles).to.deep.equal(['student']);
      await api.browser().signIn('haneul.lee@school.example', STRONG);
    });

    it('is 409 for an address that has an account, also when asked for ten times at once', async () => {
      const body = wish();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => api.browser().call('POST', '/api/auth/register', { body })),
      );
      expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
      const refused = await api.browser().refused('POST', '/api/auth/register', {
        body: { ...body, email: body.email.toUpperCase() },
      });
      expect(refused).to.include({ status: 409, code: 'auth.email_taken' });
      expect(await User.count({ where: { email: body.email } })).to.equal(1);
    });

    it('is 400 for a password that is easy to guess', async () => {
      const body = wish();
      for (const password of ['password12', 'qwertyuiop', '1234567890', body.email]) {
        const problem = await api
          .browser()
          .refused('POST', '/api/auth/register', { body: { ...body, password } });
        expect(problem, password).to.include({ status: 400, code: 'auth.password_weak' });
      }
      expect(await User.findByEmail(body.email)).to.equal(null);
    });

    it('is 400 for what is missing, wrong or not theirs to choose', async () => {
      const body = wish();
      const bodies = [
        {},
        { ...body, email: 'haneul' },
        { ...body, password: 'short' },
        { ...body, password: 'x'.repeat(257) },
        { ...body, name: ' ' },
        { ...body, name: 'a\r\nBcc: everybody@school.example' },
        { ...body, name: 'Admin\u202Enimda' },
        { ...body, language: 'de' },
        { ...body, timeZone: 'Mars/Olympus' },
        { ...body, roles: ['operator'] },
        { ...body, id: NOBODYS },
        { ...body, passwordHash: 'x' },
        { ...body, wantsReminders: false },
      ];
      for (const each of bodies) {
        const problem = await api.browser().refused('POST', '/api/auth/register', { body: each });
        expect(problem, JSON.stringify(each)).to.include({ status: 400, code: 'request.invalid' });
      }
      expect(await User.findByEmail(body.email)).to.equal(null);
    });

    it('is 429 for the sixty-first account from one address in a quarter of an hour', async () => {
      const client = api.browser();
      const weak = wish({ password: 'password12' });
      for (let nth = 0; nth < 60; nth += 1) {
        expect((await client.refused('POST', '/api/auth/register', { body: weak })).status).to.equal(400);
      }
      const problem = await client.refused('POST', '/api/auth/register', { body: wish() });
      expect(problem).to.include({ status: 429, code: 'request.too_many' });
    });
  });

  describe('PATCH /api/me', () => {
    it('changes the name and whether reminders are wanted', async () => {
      const client = await api.as(await makeUser());
      expect(await client.me.update({ name: ' 박서연 ', wantsReminders: false })).to.include({
        name: '박서연',
        wantsReminders: false,
      });
      expect(await client.me.update({ wantsReminders: true })).to.include({
        name: '박서연',
        wantsReminders: true,
      });
    });
  });

  describe('POST /api/me/password', () => {
    const change = (client: Client, current: string, next: string) =>
      client.call('POST', '/api/me/password', { body: { current, next } });

    it('changes it, keeps this sign-in and ends all others at once', async () => {
      const user = await makeUser();
      const here = api.browser();
      const elsewhere = api.browser();
      for (const client of [here, elsewhere]) await client.signIn(user.email);
      await elsewhere.me.get();
      expect((await change(here, PASSWORD, STRONG)).status).to.equal(204);
      expect(await elsewhere.refused('GET', '/api/me')).to.include({ status: 401, code: 'auth.expired' });
      expect((await elsewhere.call('POST', '/api/auth/refresh')).status).to.equal(401);
      await here.refresh();
      await here.me.get();
      const old = { email: user.email, password: PASSWORD };
      expect((await api.browser().refused('POST', '/api/auth/sign-in', { body: old })).status).to.equal(401);
      await api.browser().signIn(user.email, STRONG);
    });

    it('is 403 for a wrong password, ten times, then 429', async () => {
      const client = await api.as(await makeUser());
      const body = { current: 'wrong', next: STRONG };
      for (let nth = 0; nth < 10; nth += 1) {
        const problem = await client.refused('POST', '/api/me/password', { body });
        expect(problem).to.include({ status: 403, code: 'auth.password_wrong' });
      }
      expect((await client.refused('POST', '/api/me/password', { body })).code).to.equal('request.too_many');
    });

    it('is 400 for a new one that is short or easy to guess, and changes nothing', async () => {
      const user = await makeUser();
      const client = await api.as(user);
      for (const [next, code] of [
        ['short', 'request.invalid'],
        ['password12', 'auth.password_weak'],
      ]) {
        const body = { current: PASSWORD, next };
        expect((await client.refused('POST', '/api/me/password', { body })).code).to.equal(code);
      }
      await api.browser().signIn(user.email);
    });
  });

  describe('the list of sign-ins', () => {
    const CHROME =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

    async function signInTwice() {
      const user = await makeUser();
      const here = api.browser();
      const elsewhere = api.browser();
      elsewhere.userAgent = CHROME;
      await elsewhere.signIn(user.email);
      api.clock.forward({ min: 1 });
      await here.signIn(user.email);
      const { items } = await here.me.signIns();
      const other = items.find(({ isCurrent }) => !isCurrent);
      if (!other) throw new Error('the other sign-in is missing');
      return { user, here, elsewhere, items, other };
    }

    it('names the devices, the last used first', async () => {
      const { here, elsewhere, items, other } = await signInTwice();
      expect(items.map(({ isCurrent }) => isCurrent)).to.deep.equal([true, false]);
      expect(other.device).to.equal('Chrome · Linux');
      api.clock.forward({ min: 5 });
      await elsewhere.refresh();
      const later = (await here.me.signIns()).items;
      expect(later.map(({ isCurrent }) => isCurrent)).to.deep.equal([false, true]);
      expect(later[0]).to.include({ id: other.id, createdAt: other.createdAt });
      expect(later[0]?.lastUsedAt).to.equal(api.clock.now().toISOString());
    });

    it('leaves out what has ended or was idle for too long', async () => {
      const { user, here, elsewhere } = await signInTwice();
      await elsewhere.call('POST', '/api/auth/sign-out');
      expect((await here.me.signIns()).items).to.have.length(1);
      await api.browser().signIn(user.email);
      api.clock.forward({ days: 13 });
      await here.refresh();
      api.clock.forward({ days: 2 });
      await here.refresh();
      expect((await here.me.signIns()).items).to.have.length(1);
    });

    it('ends one, at once, and a second time without an error', async () => {
      const { here, elsewhere, other } = await signInTwice();
      await elsewhere.me.get();
      for (let nth = 0; nth < 2; nth += 1) {
        expect((await here.call('DELETE', `/api/me/sign-ins/${other.id}`)).status).to.equal(204);
      }
      expect((await elsewhere.refused('GET', '/api/me')).code).to.equal('auth.expired');
      expect((await here.me.signIns()).items).to.have.length(1);
    });

    it('ends all others', async () => {
      const { user, here, elsewhere } = await signInTwice();
      const third = api.browser();
      await third.signIn(user.email);
      const stranger = await api.as(await makeUser());
      expect((await here.call('DELETE', '/api/me/sign-ins')).status).to.equal(204);
      for (const client of [elsewhere, third]) {
        expect((await client.refused('GET', '/api/me')).code).to.equal('auth.expired');
      }
      await here.me.get();
      await stranger.me.get();
    });

    it('is 404 for somebody else’s and for what cannot be an id', async () => {
      const { other } = await signInTwice();
      const stranger = await api.as(await makeUser());
      for (const id of [other.id, NOBODYS, '1', '%00']) {
        const problem = await stranger.refused('DELETE', `/api/me/sign-ins/${id}`);
        expect(problem, id).to.include({ status: 404, code: 'request.not_found' });
      }
      expect((await SignIn.findByPk(other.id))?.endedAt).to.equal(null);
    });
  });

  describe('PUT /api/users/:id/roles', () => {
    const rolesOf = (id: string) => `/api/users/${id}/roles`;
    const makeOperator = () => makeUser({ roles: ['student', 'operator'] });

    it('gives exactly these roles; everybody stays a student', async () => {
      const operator = await api.as(await makeOperator());
      const user = await makeUser();
      const client = await api.as(user);
      expect((await client.refused('GET', '/api/studio/courses')).status).to.equal(403);
      const given = await operator.call('PUT', rolesOf(user.id), {
        body: { roles: ['instructor', 'instructor'] },
      });
      expect(given.status).to.equal(200);
      expect(given.body).to.deep.include({ id: user.id, roles: ['student', 'instructor'] });
      expect((await client.call('GET', '/api/studio/courses')).status).to.equal(200);
      await operator.call('PUT', rolesOf(user.id), { body: { roles: ['student'] } });
      expect((await client.refused('GET', '/api/studio/courses')).status).to.equal(403);
      expect(await User.listRoles(user.id)).to.deep.equal(['student']);
    });

    it('does not let operators take their own role away', async () => {
      const user = await makeOperator();
      const body = { roles: ['student'] };
      expect(await (await api.as(user)).refused('PUT', rolesOf(user.id), { body })).to.include({
        status: 403,
        code: 'auth.forbidden',
      });
      expect(await UserRole.count({ where: { userId: user.id } })).to.equal(2);
    });

    it('is 400, 401, 403 and 404 as everywhere', async () => {
      const operator = await api.as(await makeOperator());
      const user = await makeUser({ roles: ['student', 'instructor'] });
      const body = { roles: ['operator'] };
      for (const bad of [{}, { roles: [] }, { roles: ['admin'] }, { ...body, name: 'x' }]) {
        expect((await operator.refused('PUT', rolesOf(user.id), { body: bad })).code).to.equal(
          'request.invalid',
        );
      }
      expect((await api.browser().refused('PUT', rolesOf(user.id), { body })).status).to.equal(401);
      expect((await (await api.as(user)).refused('PUT', rolesOf(user.id), { body })).status).to.equal(403);
      for (const id of [NOBODYS, '1']) {
        expect((await operator.refused('PUT', rolesOf(id), { body })).code).to.equal('request.not_found');
      }
    });
  });

  it('asks everybody to sign in first', async () => {
    for (const [method, path] of [
      ['POST', '/api/me/password'],
      ['GET', '/api/me/sign-ins'],
      ['DELETE', '/api/me/sign-ins'],
      ['DELETE', `/api/me/sign-ins/${NOBODYS}`],
    ] as const) {
      expect((await api.browser().refused(method, path)).code, path).to.equal('auth.required');
    }
  });
});
