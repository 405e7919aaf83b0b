import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { connect, makeClass, makeUser, PASSWORD } from '../../test/factories.js';
import { SignIn } from './sign-in.model.js';

const NOBODY = '019aaaaa-0000-7000-8000-00000000dead';

describe('PUT /api/users/:id/suspension', () => {
  const api = useApi();
  const path = (id: string) => `/api/users/${id}/suspension`;
  const suspend = (suspended: boolean) => ({ body: { suspended } });
  const makeOperator = () => makeUser({ roles: ['student', 'operator'] });

  it('shuts an account out within a second, everywhere, until it is let back in', async () => {
    const operator = await api.as(await makeOperator());
    const user = await makeUser();
    const [phone, laptop] = [api.browser(), api.browser()];
    for (const client of [phone, laptop]) await client.signIn(user.email);
    for (let nth = 0; nth < 2; nth += 1) {
      expect((await operator.call('PUT', path(user.id), suspend(true))).status).to.equal(204);
    }
    for (const client of [phone, laptop]) {
      expect(await client.refused('GET', '/api/me')).to.include({ status: 401 });
      expect(await client.refused('POST', '/api/auth/refresh')).to.include({ status: 401 });
    }
    const ends = await SignIn.findAll({ where: { userId: user.id } });
    expect(ends.map(({ endReason }) => endReason)).to.deep.equal(['suspended', 'suspended']);
    const again = { body: { email: user.email, password: PASSWORD } };
    expect(await api.browser().refused('POST', '/api/auth/sign-in', again)).to.include({
      code: 'auth.sign_in_failed',
    });
    await operator.call('PUT', path(user.id), suspend(false));
    const later = api.browser();
    await later.signIn(user.email);
    expect((await later.me.get()).id).to.equal(user.id);
    expect(await phone.refused('GET', '/api/me')).to.include({ status: 401 });
  });

  it('takes the person out of the lessons they are in, and bears a media server that is away', async () => {
    const operator = await api.as(await makeOperator());
    const { student, lesson } = await makeClass({ state: 'live' });
    await connect(student, lesson);
    expect((await operator.call('PUT', path(student.id), suspend(true))).status).to.equal(204);
    expect(api.media.calls).to.include(`remove ${lesson.id} ${student.id}`);
    api.media.isAway = true;
    expect((await operator.call('PUT', path(student.id), suspend(true))).status).to.equal(204);
    api.media.isAway = false;
  });

  it('is the operators’, and not about themselves', async () => {
    const own = await makeOperator();
    const operator = await api.as(own);
    const user = await makeUser();
    expect(await operator.refused('PUT', path(own.id), suspend(true))).to.include({ code: 'auth.forbidden' });
    for (const roles of [['student'], ['instructor']] as const) {
      const other = await api.as(await makeUser({ roles: [...roles] }));
      expect(await other.refused('PUT', path(user.id), suspend(true))).to.include({ code: 'auth.forbidden' });
    }
    expect(await operator.refused('PUT', path('nobody'), suspend(true))).to.include({ status: 404 });
    expect(await operator.refused('PUT', path(NOBODY), suspend(true))).to.include({ status: 404 });
    for (const body of [{}, { suspended: 'yes' }, { suspended: true, by: user.id }]) {
      expect(await operator.refused('PUT', path(user.id), { body })).to.include({ status: 400 });
    }
  });
});
