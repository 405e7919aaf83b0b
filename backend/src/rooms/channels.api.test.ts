import { MessageId } from '@seodang/contracts/ids';
import { RoomView } from '@seodang/contracts/rooms';
import { expect } from 'chai';
import { useApi, type Client } from '../../test/api.js';
import { enrol, makeClass, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { MOST_CHANNELS } from './channel.service.js';

describe('rooms of a course', () => {
  const api = useApi();

  async function makeRooms() {
    const made = await makeClass();
    const [teacher, pupil] = [await api.as(made.instructor), await api.as(made.student)];
    return { ...made, teacher, pupil, path: `/api/courses/${made.course.id}/rooms` };
  }

  const room = async (client: Client, id: string) => {
    const answer = await client.call('GET', `/api/rooms/${id}`);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return RoomView.parse(answer.body);
  };

  async function create(client: Client, path: string, body: unknown) {
    const answer = await client.call('POST', path, { body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return RoomView.parse(answer.body);
  }

  it('shows one room to its members only', async () => {
    const { pupil, course, lesson } = await makeRooms();
    expect((await room(pupil, course.id)).name).to.equal('일반');
    expect((await room(pupil, lesson.id)).name).to.equal(lesson.title);
    const stranger = await api.as(await makeUser());
    for (const id of [course.id, lesson.id, newUuid(), 'nothing']) {
      expect((await stranger.refused('GET', `/api/rooms/${id}`)).code).to.equal('room.not_found');
    }
    expect((await api.browser().refused('GET', `/api/rooms/${course.id}`)).code).to.equal('auth.required');
  });

  describe('creating a channel', () => {
    it('gives everybody of the course a room', async () => {
      const { teacher, pupil, path, course } = await makeRooms();
      const made = await create(teacher, path, { name: '질문', writers: 'instructors' });
      expect(made).to.deep.include({ kind: 'channel', name: '질문', writers: 'instructors', mayWrite: true });
      expect(made.course).to.deep.equal({ id: course.id, title: course.title });
      expect(await room(pupil, made.id)).to.deep.include({ mayWrite: false, mayModerate: false });
    });

    it('refuses a name twice, whatever its case, and the name of the first channel', async () => {
      const { teacher, path } = await makeRooms();
      await create(teacher, path, { name: 'Homework' });
      for (const name of ['homework', '일반']) {
        expect((await teacher.refused('POST', path, { body: { name } })).code).to.equal('room.name_taken');
      }
    });

    it('refuses names that cannot be mentioned, and nothing', async () => {
      const { teacher, path } = await makeRooms();
      for (const body of [
        {},
        { name: '' },
        { name: 'two words' },
        { name: '#a' },
        { name: 'x'.repeat(41) },
      ]) {
        expect((await teacher.refused('POST', path, { body })).code).to.equal('request.invalid');
      }
    });

    it('is for who leads the course', async () => {
      const { pupil, path } = await makeRooms();
      const other = await api.as(await makeInstructor());
      const body = { name: 'new' };
      expect((await pupil.refused('POST', path, { body })).code).to.equal('auth.forbidden');
      expect((await other.refused('POST', path, { body })).code).to.equal('auth.forbidden');
      expect((await api.browser().refused('POST', path, { body })).code).to.equal('auth.required');
      const nowhere = `/api/courses/${newUuid()}/rooms`;
      expect((await other.refused('POST', nowhere, { body })).code).to.equal('course.not_found');
    });

    it('ends at so many, also when they are asked for at once', async () => {
      const { teacher, path } = await makeRooms();
      const asked = Array.from({ length: MOST_CHANNELS + 5 }, (_, nth) =>
        teacher.call('POST', path, { body: { name: `room-${nth}` } }),
      );
      const statuses = (await Promise.all(asked)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).to.have.length(MOST_CHANNELS - 1);
      expect(statuses.filter((status) => status === 409)).to.have.length(6);
      expect((await teacher.refused('POST', path, { body: { name: 'more' } })).code).to.equal(
        'room.too_many',
      );
    });
  });

  describe('changing a room', () => {
    it('renames, slows, closes and archives, also the first channel and a lesson’s chat', async () => {
      const { teacher, pupil, course, lesson, path } = await makeRooms();
      const made = await create(teacher, path, { name: 'old' });
      for (const id of [course.id, made.id]) {
        const body = { name: `new-${id.slice(-4)}`, writers: 'instructors', slowModeSec: 30 };
        const { status } = await teacher.call('PATCH', `/api/rooms/${id}`, { body });
        expect(status).to.equal(200);
        expect(await room(pupil, id)).to.deep.include({ ...body, mayWrite: false });
      }
      await teacher.call('PATCH', `/api/rooms/${lesson.id}`, { body: { slowModeSec: 5 } });
      expect(await room(pupil, lesson.id)).to.deep.include({ slowModeSec: 5, name: lesson.title });
      await teacher.call('PATCH', `/api/rooms/${made.id}`, {
        body: { isArchived: true, writers: 'everyone' },
      });
      const archived = await room(pupil, made.id);
      expect([archived.mayWrite, archived.archivedAt]).to.deep.equal([false, api.clock.now().toISOString()]);
      await teacher.call('PATCH', `/api/rooms/${made.id}`, { body: { isArchived: false } });
      expect(await room(pupil, made.id)).to.deep.include({ mayWrite: true, archivedAt: null });
      expect((await teacher.call('PATCH', `/api/rooms/${made.id}`, { body: {} })).status).to.equal(200);
    });

    it('refuses a taken name, the name of a lesson’s chat, and anything unknown', async () => {
      const { teacher, course, lesson, path } = await makeRooms();
      await create(teacher, path, { name: 'taken' });
      const change = (id: string, body: unknown) => teacher.refused('PATCH', `/api/rooms/${id}`, { body });
      expect((await change(course.id, { name: 'taken' })).code).to.equal('room.name_taken');
      expect((await change(lesson.id, { name: 'other' })).code).to.equal('request.invalid');
      expect((await change(course.id, { slowModeSec: 7 })).code).to.equal('request.invalid');
      expect((await change(newUuid(), { name: 'x' })).code).to.equal('room.not_found');
    });

    it('is for who leads the course', async () => {
      const { pupil, course } = await makeRooms();
      const colleague = await makeInstructor();
      await enrol(colleague, course);
      const call = { body: { name: 'mine' } };
      const path = `/api/rooms/${course.id}`;
      expect((await pupil.refused('PATCH', path, call)).code).to.equal('auth.forbidden');
      expect((await (await api.as(colleague)).refused('PATCH', path, call)).code).to.equal('auth.forbidden');
      const stranger = await api.as(await makeInstructor());
      expect((await stranger.refused('PATCH', path, call)).code).to.equal('room.not_found');
      expect((await api.browser().refused('PATCH', path, call)).code).to.equal('auth.required');
    });
  });

  describe('a thread', () => {
    const open = (client: Client, roomId: string, messageId: string) =>
      client.call('POST', `/api/rooms/${roomId}/threads`, { body: { messageId } });

    it('is one for each message, for whoever opens it first', async () => {
      const { teacher, pupil, course, lesson } = await makeRooms();
      for (const { id } of [course, lesson]) {
        const messageId = newId(MessageId);
        const answers = await Promise.all(
          [teacher, pupil, pupil, teacher].map((each) => open(each, id, messageId)),
        );
        const ids = new Set(answers.map(({ body }) => RoomView.parse(body).id));
        expect(ids.size).to.equal(1);
        const thread = RoomView.parse(answers[1]?.body);
        expect(thread).to.deep.include({ kind: 'thread', name: '', mayWrite: true, mayModerate: false });
        expect(thread.parent).to.deep.equal({ roomId: id, messageId });
        expect(RoomView.parse((await open(pupil, id, newId(MessageId))).body).id).not.to.equal(thread.id);
      }
    });

    it('is as its room is', async () => {
      const { teacher, pupil, course, student } = await makeRooms();
      const messageId = newId(MessageId);
      const thread = RoomView.parse((await open(teacher, course.id, messageId)).body);
      await teacher.call('PATCH', `/api/rooms/${course.id}`, {
        body: { writers: 'instructors', slowModeSec: 10 },
      });
      expect(await room(pupil, thread.id)).to.deep.include({ mayWrite: false, slowModeSec: 10 });
      expect(RoomView.parse((await open(pupil, course.id, messageId)).body).id).to.equal(thread.id);
      const another = { body: { messageId: newId(MessageId) } };
      const path = `/api/rooms/${course.id}/threads`;
      expect((await pupil.refused('POST', path, another)).code).to.equal('room.read_only');
      await pupil.call('DELETE', `/api/courses/${course.id}/enrolment`);
      expect((await pupil.refused('GET', `/api/rooms/${thread.id}`)).code).to.equal('room.not_found');
      await enrol(await makeUser(), await makeCourse({ instructorId: student.id }));
    });

    it('has none of its own, and none in an archived room or for strangers', async () => {
      const { teacher, course, path } = await makeRooms();
      const thread = RoomView.parse((await open(teacher, course.id, newId(MessageId))).body);
      const call = { body: { messageId: newId(MessageId) } };
      expect((await teacher.refused('POST', `/api/rooms/${thread.id}/threads`, call)).code).to.equal(
        'auth.forbidden',
      );
      const old = await create(teacher, path, { name: 'old' });
      await teacher.call('PATCH', `/api/rooms/${old.id}`, { body: { isArchived: true } });
      expect((await teacher.refused('POST', `/api/rooms/${old.id}/threads`, call)).code).to.equal(
        'room.archived',
      );
      const stranger = await api.as(await makeUser());
      const threads = `/api/rooms/${course.id}/threads`;
      expect((await stranger.refused('POST', threads, call)).code).to.equal('room.not_found');
      expect((await teacher.refused('POST', threads, { body: {} })).code).to.equal('request.invalid');
      expect((await api.browser().refused('POST', threads, call)).code).to.equal('auth.required');
    });
  });
});
