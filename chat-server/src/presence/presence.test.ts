import type { PresenceEvent } from '@seodang/contracts/chat';
import { RoomId, UserId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { createLog } from '@seodang/server-kit/log';
import { never, until } from '@seodang/testing/until';
import { expect } from 'chai';
import { Readers } from '../access/readers.js';
import { Roster } from '../rooms/roster.js';
import type { Talker } from '../test/client.js';
import { useWorld } from '../test/world.js';
import { PresenceService } from './presence.service.js';

describe('presence', () => {
  const { school, enter } = useWorld({ replicas: 2 });

  /** What a client makes of the events. */
  function statesOf(talker: Talker, room: RoomId): Map<UserId, string> {
    const events = (talker.received.get(destinations.roomPresence(room)) ?? []) as PresenceEvent[];
    const states = new Map<UserId, string>();
    for (const { isWhole, people } of events) {
      if (isWhole) states.clear();
      for (const { userId, state } of people) states.set(userId, state);
    }
    return states;
  }

  it('tells who is here on any replica, whole first and then what changes', async function () {
    this.timeout(60_000);
    const [mina, jun, other] = ['미나', '준', '남'].map((name) => school().person(name));
    if (!mina || !jun || !other) throw new Error('three people');
    const room = school().room([mina, jun]);
    const looking = await enter(mina, 0);
    const present = await enter(jun, 1);
    const elsewhere = await enter(other, 1);
    await present.read(destinations.myRooms);
    await elsewhere.read(destinations.myRooms);
    await looking.read(destinations.roomPresence(room));
    await until(() => statesOf(looking, room).get(jun.userId) === 'active', { what: 'Jun' });
    expect(statesOf(looking, room).get(mina.userId)).to.equal('active');
    await present.send(destinations.presence, { state: 'idle' });
    await until(() => statesOf(looking, room).get(jun.userId) === 'idle', { what: 'Jun falling idle' });
    await present.leave();
    await until(() => statesOf(looking, room).get(jun.userId) === 'offline', { what: 'Jun leaving' });
    expect(statesOf(looking, room).has(other.userId)).to.equal(false);
  });

  it('tells that somebody types, to the others in the room', async () => {
    const [mina, jun] = [school().person('미나'), school().person('준')];
    const room = school().room([mina, jun]);
    const [here, there] = [await enter(mina, 0), await enter(jun, 1)];
    await there.read(destinations.room(room));
    await here.act(room, 'typing', { isTyping: true });
    const event = await until(() => there.eventsOf(room)[0], { what: 'the typing' });
    expect(event).to.deep.include({ type: 'typing', isTyping: true });
    for (let at = 0; at < 20; at++) await here.act(room, 'typing', { isTyping: true });
    await here.say(room, 'there');
    await until(() => there.messagesOf(room).length === 1, { what: 'the message' });
    expect(there.eventsOf(room).length).to.be.lessThan(7);
  });
});

describe('a room whose only reader leaves before it was told who is there', () => {
  it('is looked at no more', async function () {
    this.timeout(10_000);
    const readers = new Readers();
    let reads = 0;
    let answer: () => void = () => undefined;
    const store = {
      read: () => {
        reads += 1;
        return new Promise<Map<UserId, 'active'>>((resolve) => {
          answer = () => {
            resolve(new Map());
          };
        });
      },
      write: () => Promise.resolve(),
    };
    const presence = new PresenceService({
      ...{ store, readers, roster: new Roster(), channel: { tell: () => undefined } },
      outlet: { publish: () => undefined, publishToPeer: () => undefined },
      log: createLog({ level: 'silent', service: 'test' }),
    });
    const roomId = newId(RoomId);
    const topic = destinations.roomPresence(roomId);
    const person = { userId: newId(UserId), signInId: newUuid(), name: '미나', roles: [] };
    const peer = { id: newUuid(), person };
    readers.add(peer, topic);
    const opened = presence.opened(peer, roomId);
    await until(() => reads === 1, { what: 'a look' });
    readers.remove(peer, topic);
    presence.closed(roomId);
    answer();
    await opened;
    presence.start();
    presence.hear({ type: 'presence.changed', roomIds: [roomId] });
    await never(() => reads > 1, { what: 'another look', forMs: 2_500 });
    await presence.stop();
  });
});
