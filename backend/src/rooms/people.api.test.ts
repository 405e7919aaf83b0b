import { MessageId, type UserId } from '@seodang/contracts/ids';
import { BlockList, MemberPage, RoomView } from '@seodang/contracts/rooms';
import { expect } from 'chai';
import { useApi, type Client } from '../../test/api.js';
import { enrol, makeClass, makeUser } from '../../test/factories.js';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { RoomDirectory } from './room-directory.js';

describe('people in rooms', () => {
  const api = useApi();

  async function makePair() {
    const { course, student: one, instructor } = await makeClass();
    const other = await makeUser({ name: '박서연' });
    await enrol(other, course);
    return { course, instructor, one, other, a: await api.as(one), b: await api.as(other) };
  }

  async function ok(client: Client, method: string, path: string, body?: unknown): Promise<RoomView> {
    const answer = await client.call(method, path, body === undefined ? {} : { body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return RoomView.parse(answer.body);
  }

  const ask = (client: Client, user: { id: string }) =>
    ok(client, 'POST', '/api/direct-rooms', { userId: user.id });
  const answer = (client: Client, room: RoomView, agrees: boolean) =>
    ok(client, 'PUT', `/api/direct-rooms/${room.id}/answer`, { agrees });
  const read = (client: Client, room: { id: string }) => ok(client, 'GET', `/api/rooms/${room.id}`);
  const listed = async (person: { id: UserId }, room: { id: string }) =>
    (await new RoomDirectory().listOf(person.id)).some(({ id }) => id === room.id);
  const refuseAsk = async (client: Client, userId: string) =>
    (await client.refused('POST', '/api/direct-rooms', { body: { userId } })).code;

  describe('a direct conversation', () => {
    it('is there for both, and written in when both agreed', async () => {
      const { a, b, one, other } = await makePair();
      const asked = await ask(a, other);
      expect(asked).to.deep.include({ kind: 'direct', name: '박서연', mayWrite: false, course: null });
      expect(asked.direct).to.deep.equal({
        person: { id: other.id, name: '박서연', part: 'student' },
        state: 'asking',
      });
      expect((await read(b, asked)).direct).to.deep.include({ state: 'asked' });
      expect((await read(b, asked)).direct?.person.id).to.equal(one.id);
      expect((await answer(b, asked, true)).mayWrite).to.equal(true);
      expect(await read(a, asked)).to.deep.include({ mayWrite: true });
      expect((await ask(a, other)).direct?.state).to.equal('agreed');
    });

    it('is agreed to when both ask, even at once, and is one', async () => {
      const { a, b, one, other } = await makePair();
      const rooms = await Promise.all([ask(a, other), ask(b, one), ask(a, other)]);
      expect(new Set(rooms.map(({ id }) => id)).size).to.equal(1);
      expect((await read(a, rooms[0])).direct?.state).to.equal('agreed');
    });

    it('is over when it is declined, until who declined asks', async () => {
      const { a, b, one, other } = await makePair();
      const room = await ask(a, other);
      expect((await answer(b, room, false)).direct?.state).to.equal('declined');
      expect(await refuseAsk(a, other.id)).to.equal('direct.refused');
      expect((await ask(b, one)).direct?.state).to.equal('asking');
      expect((await answer(a, room, true)).mayWrite).to.equal(true);
    });

    it('can be left by either without a word, and goes on when both want it again', async () => {
      const { a, b, one, other } = await makePair();
      const room = await ask(a, other);
      await answer(b, room, true);
      expect((await answer(a, room, false)).mayWrite).to.equal(false);
      expect((await answer(a, room, false)).mayWrite, 'twice').to.equal(false);
      expect(await listed(one, room), 'in the list of who left').to.equal(false);
      expect(await listed(other, room), 'in the list of who stayed').to.equal(true);
      expect((await read(b, room)).direct?.state).to.equal('ended');
      expect(await read(b, room)).to.deep.include({ mayWrite: false });
      const path = `/api/direct-rooms/${room.id}/answer`;
      expect((await b.refused('PUT', path, { body: { agrees: true } })).code).to.equal('auth.forbidden');
      // Taken back at once: the other has never wanted anything else.
      expect((await answer(a, room, true)).mayWrite).to.equal(true);
      expect((await read(b, room)).mayWrite).to.equal(true);

      await answer(a, room, false);
      expect((await ask(b, one)).direct?.state).to.equal('asking');
      expect(await listed(one, room)).to.equal(true);
      expect((await read(a, room)).direct?.state).to.equal('asked');
      expect((await answer(a, room, true)).id).to.equal(room.id);
      expect((await read(b, room)).mayWrite).to.equal(true);

      await answer(b, room, false);
      expect((await ask(b, one)).direct?.state, 'who left asks').to.equal('asking');
      expect((await answer(a, room, false)).direct?.state).to.equal('declined');
      expect(await refuseAsk(b, one.id)).to.equal('direct.refused');
    });

    it('is asked of people one shares a course with, and not of oneself', async () => {
      const { a, one, instructor } = await makePair();
      const stranger = await makeUser();
      expect(await refuseAsk(a, one.id)).to.equal('direct.yourself');
      for (const id of [stranger.id, newUuid()]) expect(await refuseAsk(a, id)).to.equal('person.not_found');
      expect((await ask(a, instructor)).direct?.person.part).to.equal('instructor');
      expect(await refuseAsk(a, 'nobody')).to.equal('request.invalid');
      const visitor = await api.browser().refused('POST', '/api/direct-rooms', { body: { userId: one.id } });
      expect(visitor.code).to.equal('auth.required');
    });

    it('is nobody else’s, and is not answered by who asked', async () => {
      const { a, other, instructor } = await makePair();
      const room = await ask(a, other);
      const path = `/api/direct-rooms/${room.id}/answer`;
      const call = { body: { agrees: true } };
      expect((await a.refused('PUT', path, call)).code).to.equal('auth.forbidden');
      const third = await api.as(instructor);
      expect((await third.refused('PUT', path, call)).code).to.equal('room.not_found');
      expect((await third.refused('GET', `/api/rooms/${room.id}`)).code).to.equal('room.not_found');
      expect((await third.refused('PATCH', `/api/rooms/${room.id}`, { body: {} })).code).to.equal(
        'room.not_found',
      );
      expect((await a.refused('PUT', path, { body: {} })).code).to.equal('request.invalid');
      expect((await api.browser().refused('PUT', path, call)).code).to.equal('auth.required');
    });

    it('has threads, which are as it is', async () => {
      const { a, b, other } = await makePair();
      const room = await ask(a, other);
      await answer(b, room, true);
      const thread = await ok(a, 'POST', `/api/rooms/${room.id}/threads`, { messageId: newId(MessageId) });
      expect(await read(b, thread)).to.deep.include({ kind: 'thread', mayWrite: true, course: null });
      await answer(b, room, false);
      expect((await read(a, thread)).mayWrite).to.equal(false);
    });
  });

  describe('blocking', () => {
    const listOf = async (client: Client) =>
      BlockList.parse((await client.call('GET', '/api/me/blocks')).body).items;

    it('closes a conversation for both and keeps new ones from being asked for', async () => {
      const { a, b, one, other } = await makePair();
      const room = await ask(a, other);
      await answer(b, room, true);
      const block = () => b.call('PUT', `/api/me/blocks/${one.id}`);
      expect([(await block()).status, (await block()).status]).to.deep.equal([204, 204]);
      expect(await listOf(b)).to.deep.equal([{ id: one.id, name: one.name, part: 'student' }]);
      expect(await listOf(a)).to.deep.equal([]);
      for (const client of [a, b]) expect((await read(client, room)).mayWrite).to.equal(false);
      expect(await refuseAsk(a, other.id)).to.equal('direct.refused');
      expect((await b.call('DELETE', `/api/me/blocks/${one.id}`)).status).to.equal(204);
      expect((await read(a, room)).mayWrite).to.equal(true);
      expect(await listOf(b)).to.deep.equal([]);
    });

    it('is of somebody else who is there', async () => {
      const { a, one } = await makePair();
      const block = async (id: string) => (await a.refused('PUT', `/api/me/blocks/${id}`)).code;
      expect(await block(one.id)).to.equal('direct.yourself');
      for (const id of [newUuid(), 'nobody']) expect(await block(id)).to.equal('person.not_found');
      for (const method of ['PUT', 'DELETE']) {
        const { code } = await api.browser().refused(method, `/api/me/blocks/${one.id}`);
        expect(code).to.equal('auth.required');
      }
      expect((await api.browser().refused('GET', '/api/me/blocks')).code).to.equal('auth.required');
    });
  });

  describe('muting', () => {
    const mute = (client: Client, id: string, body: unknown) =>
      ok(client, 'PUT', `/api/rooms/${id}/mute`, body);

    it('is for a while by the database’s clock, or until it is turned on', async () => {
      const { a, b, course } = await makePair();
      for (const [word, minutes] of [
        ['15m', 15],
        ['30m', 30],
        ['1h', 60],
      ] as const) {
        const { mute: set } = await mute(a, course.id, { for: word });
        expect(set?.mentionsPass).to.equal(true);
        const left = (Date.parse(set?.until ?? '') - Date.now()) / 60_000;
        expect(left).to.be.within(minutes - 0.5, minutes + 0.5);
      }
      const { mute: forGood } = await mute(a, course.id, { for: 'until-on', mentionsPass: false });
      expect(forGood).to.deep.equal({ until: null, mentionsPass: false });
      expect((await read(b, course)).mute).to.equal(null);
      expect((await mute(a, course.id, { for: 'off' })).mute).to.equal(null);
    });

    it('is over when its time is', async () => {
      const { a, course } = await makePair();
      await mute(a, course.id, { for: '15m' });
      await api.platform.db.query('UPDATE room_mutes SET until_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND');
      expect((await read(a, course)).mute).to.equal(null);
    });

    it('is of one’s own rooms', async () => {
      const { a, course } = await makePair();
      const path = `/api/rooms/${course.id}/mute`;
      const call = { body: { for: '15m' } };
      expect((await (await api.as(await makeUser())).refused('PUT', path, call)).code).to.equal(
        'room.not_found',
      );
      expect((await a.refused('PUT', path, { body: { for: '2h' } })).code).to.equal('request.invalid');
      expect((await api.browser().refused('PUT', path, call)).code).to.equal('auth.required');
    });
  });

  describe('members', () => {
    const list = async (client: Client, id: string, query = '') => {
      const page = await client.call('GET', `/api/rooms/${id}/members${query}`);
      expect(page.status, JSON.stringify(page.body)).to.equal(200);
      return MemberPage.parse(page.body);
    };

    it('are listed by name, a page at a time, without addresses', async () => {
      const { a, course, one, other, instructor } = await makePair();
      const waiting = await makeUser({ name: '가나다' });
      await enrol(waiting, course, 'waiting');
      const first = await list(a, course.id, '?limit=2');
      const rest = await list(a, course.id, `?limit=2&cursor=${first.nextCursor ?? ''}`);
      expect(rest.nextCursor).to.equal(null);
      expect([...first.items, ...rest.items]).to.deep.equal([
        { id: instructor.id, name: '김규현', part: 'instructor' },
        { id: other.id, name: '박서연', part: 'student' },
        { id: one.id, name: '홍길동', part: 'student' },
      ]);
    });

    it('are found by a part of their name, and by nothing clever', async () => {
      const { a, course, other } = await makePair();
      expect(
        (await list(a, course.id, `?search=${encodeURIComponent('서연')}`)).items.map(({ id }) => id),
      ).to.deep.equal([other.id]);
      for (const search of ['%', '_', '\\', "' OR 1=1"]) {
        expect((await list(a, course.id, `?search=${encodeURIComponent(search)}`)).items).to.deep.equal([]);
      }
    });

    it('of a conversation are the two, also in its threads', async () => {
      const { a, b, one, other } = await makePair();
      const room = await ask(a, other);
      await answer(b, room, true);
      const thread = await ok(a, 'POST', `/api/rooms/${room.id}/threads`, { messageId: newId(MessageId) });
      for (const { id } of [room, thread]) {
        expect((await list(a, id)).items.map((person) => person.id)).to.deep.equal([other.id, one.id]);
      }
    });

    it('are shown to members', async () => {
      const { a, course } = await makePair();
      const path = `/api/rooms/${course.id}/members`;
      expect((await (await api.as(await makeUser())).refused('GET', path)).code).to.equal('room.not_found');
      expect((await a.refused('GET', `${path}?limit=0`)).code).to.equal('request.invalid');
      expect((await a.refused('GET', `${path}?cursor=x`)).code).to.equal('request.invalid');
      expect((await api.browser().refused('GET', path)).code).to.equal('auth.required');
    });
  });
});
