import { RoomId, UserId } from '@seodang/contracts/ids';
import { destinations } from '@seodang/contracts/live/destinations';
import { newId, newUuid } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import { Readers } from './access/readers.js';
import { ChatApplication, type ChatApplicationDeps } from './chat-application.js';
import { Roster } from './rooms/roster.js';

describe('a subscription that cannot begin', () => {
  it('takes nothing away from another of the same connection to the same room', async () => {
    const readers = new Readers();
    let isAway = false;
    const closed: RoomId[] = [];
    const deps: Partial<Record<keyof ChatApplicationDeps, unknown>> = {
      readers,
      roster: new Roster(),
      feeds: {
        open: () => (isAway ? Promise.reject(new Error('the store is away')) : Promise.resolve()),
        close: (roomId: RoomId) => closed.push(roomId),
      },
      presence: { arrived: () => undefined },
    };
    const application = new ChatApplication(deps as unknown as ChatApplicationDeps);
    const person = { userId: newId(UserId), signInId: newUuid(), name: '미나', roles: [] };
    const peer = { id: newUuid(), person };
    const room = { name: 'room', roomId: newId(RoomId) } as const;
    await application.subscribed(peer, room);
    isAway = true;
    const refusal = await application.subscribed(peer, room).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(Error);
    // As whoever asked does, once for each.
    application.unsubscribed(peer, room);
    expect(readers.reads(person.userId, destinations.room(room.roomId))).to.equal(true);
    expect(closed).to.deep.equal([]);
  });
});
