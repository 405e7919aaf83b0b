import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { sees } from './browser/media.js';
import { openSession, rest } from './support/rest.js';
import { there } from './support/there.js';

const GRACE_MS = 10_000;
const SLACK_MS = 5000;

describe('openvidu-browser: leaving', () => {
  const room = useClassroom();

  it('L1 says good-bye: the one who leaves and the others hear `disconnect`, nobody reconnects', async () => {
    const session = await openSession('bye');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await bob.publish();
    await sees(ann, streamId);
    await bob.call('disconnect');
    const reason = 'disconnect';
    await bob.hears('sessionDisconnected', { reason });
    await ann.hears('streamDestroyed', { streamId, reason });
    await ann.hears('connectionDestroyed', { connectionId: bob.id, reason });
    expect(bob.heard('reconnecting')).to.deep.equal([]);
    const { json } = await rest('GET', `/sessions/${session.sessionId}`);
    expect(json['connections'], 'ann stays').to.have.property('numberOfElements', 1);
  });

  it('L2 ends the session with the last one: gone from REST, its id free again', async () => {
    const session = await openSession('last');
    const ann = await room.classroom.join(session, 'ann');
    await ann.publish();
    await ann.call('disconnect');
    await ann.hears('sessionDisconnected', { reason: 'disconnect' });
    const path = `/sessions/${session.sessionId}`;
    // The SDK emits its event before the server has answered.
    for (let tries = 0; (await rest('GET', path)).status !== 404 && tries < 50; tries++);
    expect((await rest('GET', path)).status).to.equal(404);
    expect(
      (await rest('POST', '/sessions', { body: { customSessionId: session.sessionId } })).status,
    ).to.equal(200);
  });

  it('L3 a closed tab shows at the others as networkDisconnect after the grace', async () => {
    const session = await openSession('tab');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await bob.publish();
    await sees(ann, streamId);
    const closedAt = Date.now();
    await bob.close();
    const reason = 'networkDisconnect';
    const { at } = await ann.hears('connectionDestroyed', { connectionId: bob.id, reason });
    expect(at - closedAt, 'milliseconds until the others hear').to.be.within(
      GRACE_MS - 1500,
      GRACE_MS + SLACK_MS,
    );
    expect(ann.heard('streamDestroyed', { streamId, reason })).to.have.length(1);
  });

  it('L7 a session closed by REST ends for everybody with sessionClosedByServer', async () => {
    const session = await openSession('closed');
    const people = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await there(people[0]).publish();
    await sees(there(people[1]), streamId);
    await session.close();
    for (const person of people)
      await person.hears('sessionDisconnected', { reason: 'sessionClosedByServer' });
    expect(people.flatMap((person) => person.heard('reconnecting'))).to.deep.equal([]);
  });
});
