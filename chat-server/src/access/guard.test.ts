import { ACCESS_HINTS, type AccessHint } from '@seodang/contracts/chat-access';
import type { RoomListEvent } from '@seodang/contracts/chat';
import { LessonId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { newId } from '@seodang/server-kit/ids';
import { codeOf, Talker } from '../test/client.js';
import { useWorld } from '../test/world.js';

describe('what people may', () => {
  const { world, school, enter, ask } = useWorld({ replicas: 2 });
  let redis: Redis;

  before(() => {
    redis = new Redis(world().config.redisUrl);
  });
  after(() => redis.quit());

  const hint = (text: AccessHint) => redis.publish(ACCESS_HINTS, JSON.stringify(text));

  it('ends within two seconds when it is taken away, and the connection goes on', async () => {
    const [mina, jun] = [school().person('미나'), school().person('준')];
    const [room, other] = [school().room([mina, jun]), school().room([mina, jun])];
    const [author, reader] = [await enter(mina, 0), await enter(jun, 1)];
    await reader.read(destinations.room(room));
    await reader.read(destinations.room(other));
    await author.say(room, 'before');
    await until(() => reader.messagesOf(room).length === 1, { what: 'the message' });

    const asked = school().asked.length;
    school().rooms.get(room)?.members.delete(jun.userId);
    await hint({ type: 'person', userId: jun.userId });
    await until(() => school().asked.slice(asked).includes('access'), {
      what: 'a question',
      withinMs: 2_000,
    });
    await until(async () => (await codeOf(reader.say(room, 'still here'))) === 'room.not_found', {
      what: 'the refusal',
      withinMs: 2_000,
    });
    await author.say(room, 'after');
    await author.say(other, 'elsewhere');
    await until(() => reader.messagesOf(other).length === 1, { what: 'the message elsewhere' });
    expect(reader.messagesOf(room).map(({ text }) => text)).to.deep.equal(['before']);
  });

  it('closes the connections of a sign-in that has ended, at a hint', async () => {
    const mina = school().person('미나');
    const [here, there] = [await enter(mina, 0), await enter(mina, 1)];
    school().ended.add(mina.signInId);
    await hint({ type: 'sign-ins.ended', signInIds: [mina.signInId] });
    await until(() => here.isClosed && there.isClosed, { what: 'both ends', withinMs: 2_000 });
    expect(here.ending?.code).to.equal('auth.expired');
    expect((await ask(mina, '/rooms')).status).to.equal(401);
  });

  it('closes them by itself when the hint was lost', async function () {
    this.timeout(30_000);
    const mina = school().person('미나');
    const talker = await enter(mina);
    school().ended.add(mina.signInId);
    await until(() => talker.isClosed, { what: 'the end', withinMs: 20_000 });
  });

  it('lets in with an access token as with a ticket, and a ticket once only', async () => {
    const mina = school().person('미나');
    const { port } = world().replicas[0] ?? { port: 0 };
    const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
    await (await Talker.connect(port, bearer(await school().tokenOf(mina)))).leave();
    const foreign = await school().tokenOf(mina, { iss: 'http://elsewhere.example' });
    expect(await codeOf(Talker.connect(port, bearer(foreign)))).to.equal('auth.required');
    const old = await school().tokenOf(mina, { exp: '-5m' });
    expect(await codeOf(Talker.connect(port, bearer(old)))).to.equal('auth.expired');
    const passcode = school().ticketOf(mina);
    await (await Talker.connect(port, { passcode })).leave();
    expect(await codeOf(Talker.connect(port, { passcode }))).to.equal('auth.required');
    expect(await codeOf(Talker.connect(port, {}))).to.equal('auth.required');
  });

  it('tells who is in a room that it changed, and whom a list concerns that it did', async () => {
    const mina = school().person('미나');
    const room = school().room([mina]);
    const talker = await enter(mina, 1);
    await talker.read(destinations.room(room));
    await talker.read(destinations.myRooms);
    const fresh = school().room([mina]);
    await hint({ type: 'rooms', roomIds: [room, fresh] });
    await until(() => talker.eventsOf(room).some(({ type }) => type === 'room.changed'), {
      what: 'the change',
    });
    const events = () => (talker.received.get(destinations.myRooms) ?? []) as RoomListEvent[];
    await until(() => events().some(({ type }) => type === 'rooms.changed'), { what: 'the list' });
    await (await enter(mina)).say(fresh, 'new');
    await until(() => events().some((event) => event.type === 'head' && event.roomId === fresh), {
      what: 'the end of the new room',
    });
  });

  it('lets a class go on talking while the backend is away', async () => {
    const mina = school().person('미나');
    const room = school().room([mina]);
    const talker = await enter(mina);
    await talker.say(room, 'before');
    school().isAway = true;
    try {
      await talker.say(room, 'meanwhile');
      expect(await codeOf(enter(school().person('neu')))).to.equal('chat.unavailable');
    } finally {
      school().isAway = false;
    }
  });

  it('lets only those hear of a lesson who are of it, in the order of the stream', async () => {
    const [mina, jun] = [school().person('미나'), school().person('준')];
    const lessonId = newId(LessonId);
    school().lessons.set(lessonId, new Set([mina.userId]));
    const [member, stranger] = [await enter(mina, 1), await enter(jun)];
    expect(await codeOf(stranger.read(destinations.lesson(lessonId)))).to.equal('lesson.not_found');
    await member.read(destinations.lesson(lessonId));
    const at = new Date().toISOString();
    for (const seq of [1, 2, 3]) {
      const event = { lessonId, seq, at, event: { type: 'lesson.started', startedAt: at } };
      await redis.xadd('seodang:lesson-events', '*', 'event', JSON.stringify(event));
    }
    const received = () => member.received.get(destinations.lesson(lessonId)) as { seq: number }[];
    await until(() => received().length === 3, { what: 'the events' });
    expect(received().map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
  });
});
