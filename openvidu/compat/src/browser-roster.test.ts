import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { sees } from './browser/media.js';
import { SdkError } from './browser/person.js';
import { openSession } from './support/rest.js';
import { there } from './support/there.js';

describe('openvidu-browser: joining and the roster', () => {
  const room = useClassroom();

  it('J1 connects and has the data of client and server', async () => {
    const session = await openSession('connect');
    const { token } = await session.createConnection({ role: 'MODERATOR' as never, data: 'teacher-17' });
    const ann = await room.classroom.person('ann');
    const connected = await ann.connect(token, { clientData: { clientData: 'Ann' } });
    expect(connected.data).to.equal('{"clientData":"Ann"}%/%teacher-17');
    expect(connected.role).to.equal('MODERATOR');
    expect(connected.capabilities).to.deep.include({
      subscribe: true,
      publish: true,
      forceUnpublish: true,
      forceDisconnect: true,
    });
  });

  it('J2 rejects a token that was used already, with code 401', async () => {
    const session = await openSession('used');
    const { token } = await session.createConnection();
    const [ann, bob] = [await room.classroom.person('ann'), await room.classroom.person('bob')];
    await ann.connect(token);
    const failure = await bob.connect(token).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(SdkError);
    expect((failure as SdkError).code).to.equal(401);
  });

  it('J3 shows each to the other once, with the stream the first one publishes', async () => {
    const session = await openSession('roster');
    const ann = await room.classroom.join(session, 'ann', { connection: { data: 'teacher-17' } });
    const streamId = await ann.publish();
    const bob = await room.classroom.join(session, 'bob', { options: { clientData: { clientData: 'Bob' } } });
    await bob.hears('streamCreated', { streamId, connectionId: ann.id });
    await ann.hears('connectionCreated', { connectionId: bob.id, metadata: '{"clientData":"Bob"}' });
    await sees(bob, streamId);
    const created = bob.heard('connectionCreated').map(({ connectionId }) => connectionId);
    expect(created, 'bob sees himself and ann').to.have.members([bob.id, ann.id]);
    expect(bob.heard('streamCreated')).to.have.length(1);
    expect(ann.heard('connectionCreated'), 'ann sees herself and bob').to.have.length(2);
    expect(ann.heard('streamCreated', { connectionId: bob.id })).to.deep.equal([]);
    expect(bob.heard('connectionCreated', { connectionId: ann.id })[0]?.metadata).to.equal('teacher-17');
  });

  it('J4 joins a session in which nobody publishes', async () => {
    const session = await openSession('quiet');
    const ann = await room.classroom.join(session, 'ann');
    const bob = await room.classroom.join(session, 'bob');
    await ann.hears('connectionCreated', { connectionId: bob.id });
    expect(bob.heard('streamCreated')).to.deep.equal([]);
  });

  it('J5 suits this version of the client: it complains of nothing', async () => {
    const session = await openSession('version');
    const ann = await room.classroom.join(session, 'ann');
    const complaints = ann.console.filter((line) => /^(error|warning): .*(incompatible|version)/i.test(line));
    expect(complaints).to.deep.equal([]);
  });

  it('shows the joined in REST as the node client fetches it, and a second fetch finds nothing new', async () => {
    const session = await openSession('fetch');
    const ann = await room.classroom.join(session, 'ann', { connection: { data: 'a' } });
    const bob = await room.classroom.join(session, 'bob');
    const streamId = await ann.publish();
    await sees(bob, streamId);
    expect(await session.fetch(), 'R5 the first fetch finds changes').to.equal(true);
    const [one, other] = [ann, bob].map(({ id }) =>
      there(session.connections.find(({ connectionId }) => connectionId === id)),
    );
    expect(one).to.include({ status: 'active', serverData: 'a' });
    expect(there(one).publishers.map((publisher) => publisher.streamId)).to.deep.equal([streamId]);
    expect(there(one).publishers[0]).to.include({ hasAudio: true, hasVideo: true, typeOfVideo: 'CAMERA' });
    expect(there(one).publishers[0]?.videoDimensions).to.equal('{"width":320,"height":240}');
    expect(there(other).subscribers, 'whom bob watches').to.deep.equal([streamId]);
    expect(there(one).platform, 'what ann sits at').to.match(/Chrom/);
    expect(await session.fetch(), 'R5 the second finds none').to.equal(false);
  });
});
