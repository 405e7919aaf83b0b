import { ACCESS_HINTS, AccessHint } from '@seodang/contracts/chat-access';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { useApi } from '../../test/api.js';
import { redisUrl } from '../../test/database.js';
import { enrol, makeClass, makeCourse, makeUser } from '../../test/factories.js';
import { until } from '../../test/until.js';

describe('hints to the chat-server', () => {
  const api = useApi();
  const heard: AccessHint[] = [];
  let ear: Redis;

  before(async () => {
    ear = new Redis(redisUrl());
    ear.on('message', (_channel, text) => heard.push(AccessHint.parse(JSON.parse(text))));
    await ear.subscribe(ACCESS_HINTS);
  });

  after(() => {
    ear.disconnect();
  });

  /** Does something and waits until it was told. */
  async function told(what: object, act: () => Promise<{ status: number }>) {
    heard.length = 0;
    const { status } = await act();
    expect(status).to.be.within(200, 204);
    const wanted = JSON.stringify(what);
    await until(() => heard.some((hint) => JSON.stringify(hint) === wanted), {
      what: `${wanted}, not ${JSON.stringify(heard)}`,
      withinMs: 5_000,
    });
  }

  it('tell of seats, given and lost', async () => {
    const course = await makeCourse();
    const user = await makeUser();
    const client = await api.as(user);
    const hint = { type: 'person', userId: user.id };
    await told(hint, () => client.call('PUT', `/api/courses/${course.id}/enrolment`));
    await told(hint, () => client.call('DELETE', `/api/courses/${course.id}/enrolment`));
  });

  it('tell of lessons: planned, begun and over', async () => {
    const { instructor, course, lesson } = await makeClass({ startsAt: api.clock.inMin(5) });
    const teacher = await api.as(instructor);
    const rooms = { type: 'rooms', roomIds: [lesson.id] };
    await told({ type: 'rooms', roomIds: [lesson.id, course.id] }, () =>
      teacher.call('PATCH', `/api/lessons/${lesson.id}`, {
        body: { startsAt: api.clock.inMin(9).toISOString() },
      }),
    );
    await told(rooms, () => teacher.call('POST', `/api/lessons/${lesson.id}/start`));
    await told(rooms, () => teacher.call('POST', `/api/lessons/${lesson.id}/end`));
  });

  it('tell of who was removed from a lesson and may come back', async () => {
    const { instructor, student, lesson } = await makeClass({ state: 'live' });
    const teacher = await api.as(instructor);
    const hint = { type: 'person', userId: student.id };
    await told(hint, () => teacher.call('POST', `/api/lessons/${lesson.id}/people/${student.id}/remove`));
    await told(hint, () => teacher.call('POST', `/api/lessons/${lesson.id}/people/${student.id}/readmit`));
  });

  it('tell of rooms, mutes, conversations and blocks', async () => {
    const { instructor, student, course } = await makeClass();
    const other = await makeUser();
    await enrol(other, course);
    const [teacher, pupil] = [await api.as(instructor), await api.as(student)];
    const path = `/api/rooms/${course.id}`;
    await told({ type: 'rooms', roomIds: [course.id] }, () =>
      teacher.call('PATCH', path, { body: { slowModeSec: 5 } }),
    );
    await told({ type: 'person', userId: student.id }, () =>
      pupil.call('PUT', `${path}/mute`, { body: { for: '1h' } }),
    );
    await told({ type: 'person', userId: other.id }, () =>
      pupil.call('POST', '/api/direct-rooms', { body: { userId: other.id } }),
    );
    const { id } = (await pupil.call('POST', '/api/direct-rooms', { body: { userId: other.id } })).body as {
      id: string;
    };
    await told({ type: 'rooms', roomIds: [id] }, () => pupil.call('PUT', `/api/me/blocks/${other.id}`));
    await told({ type: 'rooms', roomIds: [id] }, () => pupil.call('DELETE', `/api/me/blocks/${other.id}`));
  });

  it('tell of names, of roles, and of sign-ins that ended', async () => {
    const user = await makeUser();
    const operator = await makeUser({ roles: ['operator'] });
    const [browser, elsewhere] = [api.browser(), api.browser()];
    for (const each of [browser, elsewhere]) await each.signIn(user.email);
    const hint = { type: 'person', userId: user.id };
    await told(hint, () => browser.call('PATCH', '/api/me', { body: { name: '새 이름' } }));
    const roles = { body: { roles: ['instructor'] } };
    const ruler = await api.as(operator);
    await told(hint, () => ruler.call('PUT', `/api/users/${user.id}/roles`, roles));
    const [first, second] = (await browser.me.signIns()).items.toSorted(
      (a, b) => Number(a.isCurrent) - Number(b.isCurrent),
    );
    const ended = (id = '') => ({ type: 'sign-ins.ended', signInIds: [id] });
    await told(ended(first?.id), () => browser.call('DELETE', '/api/me/sign-ins'));
    await told(ended(second?.id), () => browser.call('POST', '/api/auth/sign-out'));
  });
});
