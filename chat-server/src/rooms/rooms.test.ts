import { RoomList, type RoomListEvent } from '@seodang/contracts/chat';
import type { RoomId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import type { Person } from '../broker/application.js';
import { codeOf, type Talker } from '../test/client.js';
import { useWorld } from '../test/world.js';

describe('the list of rooms', () => {
  const { school, enter, ask } = useWorld({ replicas: 2 });
  let mina: Person;
  let jun: Person;

  beforeEach(() => {
    mina = school().person('미나');
    jun = school().person('준');
  });

  const headOf = async (person: Person, room: RoomId) => {
    const list = RoomList.parse((await ask(person, '/rooms')).body);
    return list.items.find((item) => item.room.id === room)?.head;
  };
  const listEventsOf = (talker: Talker) =>
    (talker.received.get(destinations.myRooms) ?? []) as RoomListEvent[];

  it('counts what is unread, moves pointers only up, and reads one’s own by writing', async () => {
    const room = school().room([mina, jun]);
    const [here, there] = [await enter(mina), await enter(jun)];
    for (const text of ['하나', '둘', '셋']) await here.say(room, text);
    expect(await headOf(jun, room)).to.deep.include({ lastSeq: 3, readSeq: 0 });
    await until(async () => (await headOf(mina, room))?.readSeq === 3, { what: 'her own to be read' });
    await there.act(room, 'read', { seq: 2 });
    await there.act(room, 'read', { seq: 1 });
    expect(await headOf(jun, room)).to.deep.include({ lastSeq: 3, readSeq: 2 });
    await there.act(room, 'read', { seq: 900 });
    expect(await headOf(jun, room)).to.deep.include({ lastSeq: 3, readSeq: 3 });
  });

  it('counts unread mentions of members, and tells of them at once wherever one is', async () => {
    const stranger = school().person('남');
    const room = school().room([mina, jun]);
    const [here, there] = [await enter(mina, 0), await enter(jun, 1)];
    await there.read(destinations.myRooms);
    await here.say(room, '@준 안녕', { mentions: [jun.userId, stranger.userId, mina.userId] });
    const event = await until(() => listEventsOf(there).find(({ type }) => type === 'mentioned'), {
      what: 'the mention',
    });
    expect(event).to.deep.include({ roomId: room, seq: 1, authorName: '미나', excerpt: '@준 안녕' });
    expect(await headOf(jun, room)).to.deep.include({ mentions: 1 });
    expect(await headOf(mina, room)).to.deep.include({ mentions: 0 });
    await there.act(room, 'read', { seq: 1 });
    expect(await headOf(jun, room)).to.deep.include({ mentions: 0 });
  });

  it('tells nobody of a mention by somebody whom they have blocked', async () => {
    const room = school().room([mina, jun]);
    school().blocks.add(`${jun.userId} ${mina.userId}`);
    const [here, there] = [await enter(mina, 0), await enter(jun, 1)];
    await there.read(destinations.myRooms);
    await here.say(room, '@준 안녕', { mentions: [jun.userId] });
    await until(() => listEventsOf(there).some(({ type }) => type === 'head'), { what: 'the message' });
    expect(listEventsOf(there).map(({ type }) => type)).not.to.include('mentioned');
    expect(await headOf(jun, room)).to.deep.include({ lastSeq: 1, mentions: 0 });
  });

  it('moves at most once a second a room, on both replicas', async () => {
    const room = school().room([mina, jun]);
    const [here, there] = [await enter(mina, 0), await enter(jun, 1)];
    await here.read(destinations.myRooms);
    await there.read(destinations.myRooms);
    await Promise.all(['1', '2', '3', '4', '5'].map((text) => here.say(room, text)));
    for (const talker of [here, there]) {
      const heads = () =>
        listEventsOf(talker).filter((event) => event.type === 'head' && event.roomId === room);
      await until(() => heads().some((event) => 'lastSeq' in event && event.lastSeq === 5), {
        what: 'the end',
      });
      expect(heads().length).to.be.lessThan(3);
    }
  });

  it('tells the other devices of a person that something was read', async () => {
    const room = school().room([mina, jun]);
    const [phone, desk] = [await enter(jun, 0), await enter(jun, 1)];
    await desk.read(destinations.myRooms);
    await (await enter(mina)).say(room, 'x');
    await phone.act(room, 'read', { seq: 1 });
    const event = await until(() => listEventsOf(desk).find(({ type }) => type === 'read'), {
      what: 'the pointer',
    });
    expect(event).to.deep.equal({ type: 'read', roomId: room, readSeq: 1 });
  });

  it('slows a room down for all but who leads it, and never refuses the same message', async () => {
    const kim = school().person('Kim', ['student', 'instructor']);
    school().moderators.add(kim.userId);
    const room = school().room([mina, kim], { slowModeSec: 60 });
    const [student, teacher] = [await enter(mina), await enter(kim)];
    const clientId = await student.say(room, 'first');
    expect(await codeOf(student.say(room, 'second'))).to.equal('message.slow_mode');
    await student.say(room, 'first', { clientId });
    await teacher.say(room, 'one');
    await teacher.say(room, 'two');
    expect((await headOf(mina, room))?.lastSeq).to.equal(3);
  });

  it('lets nobody speak faster than ten at once', async () => {
    const room = school().room([mina]);
    const talker = await enter(mina);
    const results = await Promise.all(
      Array.from({ length: 14 }, (_, at) => codeOf(talker.say(room, `${at}`))),
    );
    expect(results.filter((code) => code === 'message.too_fast').length).to.be.within(1, 4);
    expect(results.filter((code) => code === null).length).to.be.at.least(10);
  });
});
