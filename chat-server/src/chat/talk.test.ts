import { HistoryPage, RoomList } from '@seodang/contracts/chat';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import type { Person } from '../broker/application.js';
import { codeOf } from '../test/client.js';
import { useWorld } from '../test/world.js';

describe('talking', () => {
  const { school, enter, ask } = useWorld({ replicas: 2 });
  let mina: Person;
  let jun: Person;

  beforeEach(() => {
    mina = school().person('미나');
    jun = school().person('준');
  });

  it('reaches everybody in the room, on every replica, and is there to be read afterwards', async () => {
    const room = school().room([mina, jun]);
    const [here, there] = [await enter(mina, 0), await enter(jun, 1)];
    await here.read(destinations.room(room));
    await there.read(destinations.room(room));
    await here.say(room, '안녕하세요');
    await there.say(room, 'hello');
    for (const talker of [here, there]) {
      await until(() => talker.messagesOf(room).length === 2, { what: 'both messages' });
      expect(talker.messagesOf(room).map(({ seq, text }) => [seq, text])).to.deep.equal([
        [1, '안녕하세요'],
        [2, 'hello'],
      ]);
    }
    const history = HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body);
    expect(history.items.map(({ author, text }) => [author.name, text])).to.deep.equal([
      ['미나', '안녕하세요'],
      ['준', 'hello'],
    ]);
    const list = RoomList.parse((await ask(mina, '/rooms')).body);
    const head = list.items.find((item) => item.room.id === room)?.head;
    expect(head).to.deep.include({ lastSeq: 2 });
    expect(head?.last).to.deep.include({ authorName: '준', excerpt: 'hello' });
    await Promise.all([here.leave(), there.leave()]);
  });

  it('is once, however often it is sent', async () => {
    const room = school().room([mina]);
    const talker = await enter(mina);
    const clientId = await talker.say(room, 'once');
    await Promise.all([talker.say(room, 'once', { clientId }), talker.say(room, 'once', { clientId })]);
    const history = HistoryPage.parse((await ask(mina, `/rooms/${room}/messages`)).body);
    expect(history.items.map(({ seq }) => seq)).to.deep.equal([1]);
    await talker.leave();
  });

  it('is refused where somebody is not, and the connection goes on', async () => {
    const [theirs, closed] = [
      school().room([jun]),
      school().room([mina], { archivedAt: new Date().toISOString() }),
    ];
    const talker = await enter(mina);
    expect(await codeOf(talker.read(destinations.room(theirs)))).to.equal('room.not_found');
    expect(await codeOf(talker.say(theirs, 'hi'))).to.equal('room.not_found');
    expect(await codeOf(talker.say(closed, 'hi'))).to.equal('room.archived');
    expect(await codeOf(talker.act(closed, 'send', 'no JSON'))).to.equal('request.invalid');
    expect((await ask(mina, `/rooms/${theirs}/messages`)).status).to.equal(404);
    await talker.leave();
  });
});
