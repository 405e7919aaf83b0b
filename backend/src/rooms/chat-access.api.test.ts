import {
  AccessAnswer,
  ConnectAnswer,
  INTERNAL_HEADER,
  MembershipsAnswer,
  MembersAnswer,
  RoomsAnswer,
  SignInsAnswer,
} from '@seodang/contracts/chat-access';
import { RoomId } from '@seodang/contracts/ids';
import { Problem } from '@seodang/contracts/problem';
import { ChatTicket } from '@seodang/contracts/rooms';
import { expect } from 'chai';
import type { z } from 'zod';
import { INTERNAL_SECRET, useApi } from '../../test/api.js';
import { enrol, makeClass, makeCourse, makeLesson, makeUser } from '../../test/factories.js';
import { LessonPersonRow } from '../lessons/index.js';
import { newUuid } from '@seodang/server-kit/ids';

describe('what the chat-server asks', () => {
  const api = useApi();

  /** As the chat-server asks: directly, past the proxy. */
  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${api.baseUrl}/internal/chat/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [INTERNAL_HEADER]: INTERNAL_SECRET, ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  async function ask<S extends z.ZodType>(schema: S, path: string, body: unknown): Promise<z.output<S>> {
    const answer = await post(path, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return schema.parse(answer.body);
  }

  const listOf = async (user: { id: string }) => (await ask(RoomsAnswer, 'rooms', { userId: user.id })).rooms;

  describe('the door', () => {
    const paths = ['connect', 'sign-ins', 'rooms', 'access', 'memberships', 'members'];

    it('opens for the secret only, and not through the proxy', async () => {
      for (const path of paths) {
        for (const secret of ['', 'wrong', `${INTERNAL_SECRET}x`]) {
          const { status, body } = await post(path, {}, { [INTERNAL_HEADER]: secret });
          expect([path, status, Problem.parse(body).code]).to.deep.equal([path, 401, 'auth.required']);
        }
        const proxied = await post(path, {}, { 'X-Forwarded-For': '203.0.113.7' });
        expect([path, proxied.status]).to.deep.equal([path, 404]);
      }
    });

    it('names what is wrong with a question', async () => {
      for (const path of paths) {
        const { status, body } = await post(path, { userId: 'nobody', more: true });
        expect([path, status, Problem.parse(body).code]).to.deep.equal([path, 400, 'request.invalid']);
      }
    });
  });

  describe('tickets', () => {
    it('introduce their person once', async () => {
      const user = await makeUser({ name: '이하늘' });
      const client = await api.as(user);
      const answer = await client.call('POST', '/api/chat-ticket');
      expect(answer.status).to.equal(201);
      const { ticket, expiresAt } = ChatTicket.parse(answer.body);
      expect(expiresAt).to.equal(new Date(api.clock.now().getTime() + 30_000).toISOString());
      const { person } = await ask(ConnectAnswer, 'connect', { by: 'ticket', ticket });
      expect(person).to.deep.include({ userId: user.id, name: '이하늘', roles: ['student'] });
      expect(await ask(ConnectAnswer, 'connect', { by: 'ticket', ticket })).to.deep.equal({ person: null });
    });

    it('are for who is signed in, and die with the sign-in', async () => {
      expect((await api.browser().refused('POST', '/api/chat-ticket')).code).to.equal('auth.required');
      const browser = api.browser();
      await browser.signIn((await makeUser()).email);
      const { ticket } = ChatTicket.parse((await browser.call('POST', '/api/chat-ticket')).body);
      await browser.call('POST', '/api/auth/sign-out');
      expect(await ask(ConnectAnswer, 'connect', { by: 'ticket', ticket })).to.deep.equal({ person: null });
    });

    it('are kept for half a minute, and not as they are', async () => {
      const client = await api.as(await makeUser());
      const { ticket } = ChatTicket.parse((await client.call('POST', '/api/chat-ticket')).body);
      const keys = await api.platform.redis.keys('chat-ticket:*');
      expect(keys.join()).not.to.include(ticket);
      expect(await api.platform.redis.ttl(keys[0] ?? '')).to.be.within(1, 30);
    });
  });

  it('tells whether a sign-in stands', async () => {
    const user = await makeUser();
    const [one, two] = [api.browser(), api.browser()];
    for (const browser of [one, two]) await browser.signIn(user.email);
    const signIns = (await one.me.signIns()).items;
    const current = signIns.find(({ isCurrent }) => isCurrent)?.id ?? '';
    const other = signIns.find(({ isCurrent }) => !isCurrent)?.id ?? '';
    const confirm = (signInId: string, userId: string = user.id) =>
      ask(ConnectAnswer, 'connect', { by: 'sign-in', userId, signInId });
    expect((await confirm(other)).person?.userId).to.equal(user.id);
    expect((await confirm(other, (await makeUser()).id)).person).to.equal(null);
    await two.call('POST', '/api/auth/sign-out');
    expect((await confirm(other)).person).to.equal(null);
    const unknown = newUuid();
    const { ended } = await ask(SignInsAnswer, 'sign-ins', { signInIds: [current, other, unknown] });
    expect(ended).to.deep.equal([other, unknown]);
    expect(await ask(SignInsAnswer, 'sign-ins', { signInIds: [] })).to.deep.equal({ ended: [] });
  });

  describe('the list of a person', () => {
    it('has the channel of each course and the chats of lessons near in time, without a row being made', async () => {
      const { student, instructor, course, lesson } = await makeClass();
      await makeLesson({ courseId: course.id, startsAt: api.clock.inMin(60 * 24 * 3) });
      await makeLesson({ courseId: course.id, state: 'ended', startsAt: api.clock.inMin(-60 * 24 * 30) });
      await makeLesson({ courseId: course.id, state: 'cancelled' });
      const rooms = await listOf(student);
      expect(rooms.map(({ id, kind, name }) => ({ id, kind, name }))).to.have.deep.members([
        { id: course.id, kind: 'channel', name: '일반' },
        { id: lesson.id, kind: 'lesson', name: lesson.title },
      ]);
      expect(rooms[0]).to.deep.equal({
        id: course.id,
        kind: 'channel',
        name: '일반',
        course: { id: course.id, title: course.title },
        lesson: null,
        parent: null,
        direct: null,
        writers: 'everyone',
        slowModeSec: 0,
        archivedAt: null,
        mute: null,
        mayWrite: true,
        mayModerate: false,
      });
      const led = await listOf(instructor);
      expect(led.map(({ mayModerate }) => mayModerate)).to.deep.equal([true, true]);
    });

    it('is empty for who has no course, who waits, who left, and who is suspended', async () => {
      const { course } = await makeClass();
      const [nobody, waiting, gone] = [await makeUser(), await makeUser(), await makeUser()];
      await enrol(waiting, course, 'waiting');
      await enrol(gone, course, 'cancelled');
      const suspended = await makeUser({ suspendedAt: new Date() });
      await enrol(suspended, course);
      for (const user of [nobody, waiting, gone, suspended]) expect(await listOf(user)).to.deep.equal([]);
    });
  });

  describe('access', () => {
    const accessOf = (user: { id: string }, roomIds: string[], lessonIds: string[] = []) =>
      ask(AccessAnswer, 'access', { userId: user.id, roomIds, lessonIds });

    it('is given to members, also in rooms that their list need not hold', async () => {
      const { student, instructor, course } = await makeClass();
      const old = await makeLesson({
        courseId: course.id,
        state: 'ended',
        startsAt: api.clock.inMin(-60 * 24 * 90),
      });
      const { rooms, lessonIds } = await accessOf(
        student,
        [old.id, course.id, newUuid()],
        [old.id, newUuid()],
      );
      expect(rooms.map(({ room }) => room.id)).to.have.members([old.id, course.id]);
      expect(rooms[0]?.self).to.deep.equal({ id: student.id, name: student.name, part: 'student' });
      expect(lessonIds).to.deep.equal([old.id]);
      const led = await accessOf(instructor, [course.id]);
      expect(led.rooms[0]?.self.part).to.equal('instructor');
    });

    it('is told of several people at once, in their order', async () => {
      const { student, instructor, course } = await makeClass();
      const stranger = await makeUser();
      const people = [stranger, instructor, student].map(({ id }) => ({ userId: id, roomIds: [course.id] }));
      const answer = await ask(MembershipsAnswer, 'memberships', { people });
      const selves = answer.people.map(({ rooms }) => rooms.map(({ self }) => self.id));
      expect(selves).to.deep.equal([[], [instructor.id], [student.id]]);
      const alone = await Promise.all([instructor, student].map((user) => accessOf(user, [course.id])));
      expect(answer.people.slice(1)).to.deep.equal(alone.map(({ rooms }) => ({ rooms })));
    });

    it('is refused to strangers, to who waits, and to who was removed from the lesson', async () => {
      const { student, course, lesson } = await makeClass({ state: 'live' });
      const [stranger, waiting] = [await makeUser(), await makeUser({ roles: ['operator'] })];
      await enrol(waiting, course, 'waiting');
      for (const user of [stranger, waiting]) {
        expect(await accessOf(user, [course.id, lesson.id], [lesson.id])).to.deep.equal({
          rooms: [],
          lessonIds: [],
        });
      }
      await LessonPersonRow.remove({ lessonId: lesson.id, userId: student.id }, new Date());
      const { rooms, lessonIds } = await accessOf(student, [course.id, lesson.id], [lesson.id]);
      expect([rooms.map(({ room }) => room.id), lessonIds]).to.deep.equal([[course.id], []]);
      expect((await listOf(student)).map(({ id }) => id)).to.deep.equal([course.id]);
    });

    it('knows which of some people are in a room', async () => {
      const { student, instructor, course, lesson } = await makeClass();
      const stranger = await makeUser();
      const userIds = [student.id, instructor.id, stranger.id];
      for (const roomId of [course.id, lesson.id]) {
        const members = await ask(MembersAnswer, 'members', { roomId, userIds });
        expect(members.userIds).to.have.members([student.id, instructor.id]);
      }
      await LessonPersonRow.remove({ lessonId: lesson.id, userId: student.id }, new Date());
      const left = await ask(MembersAnswer, 'members', { roomId: RoomId.parse(lesson.id), userIds });
      expect(left.userIds).to.deep.equal([instructor.id]);
      const other = await ask(MembersAnswer, 'members', { roomId: (await makeCourse()).id, userIds });
      expect(other.userIds).to.deep.equal([]);
    });

    it('leaves out who has blocked the one that names them', async () => {
      const { student, instructor, course } = await makeClass();
      const client = await api.as(student);
      expect((await client.call('PUT', `/api/me/blocks/${instructor.id}`)).status).to.equal(204);
      const question = { roomId: course.id, userIds: [student.id, instructor.id] };
      const named = await ask(MembersAnswer, 'members', { ...question, namedBy: instructor.id });
      expect(named.userIds).to.deep.equal([instructor.id]);
      const others = await ask(MembersAnswer, 'members', { ...question, namedBy: student.id });
      expect(others.userIds).to.have.members(question.userIds);
    });

    it('tells no address of anybody', async () => {
      const { student, instructor, course } = await makeClass();
      const { body } = await post('access', { userId: student.id, roomIds: [course.id] });
      const text = JSON.stringify([body, await listOf(student)]);
      for (const { email } of [student, instructor]) expect(text).not.to.include(email);
      expect(text).not.to.include('@');
    });
  });
});
