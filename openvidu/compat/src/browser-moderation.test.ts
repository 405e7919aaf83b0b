import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { sees } from './browser/media.js';
import { SdkError } from './browser/person.js';
import type { Person } from './browser/person.js';
import { openSession, rest } from './support/rest.js';

const MODERATOR = { connection: { role: 'MODERATOR' as never } };

async function refusal(work: Promise<unknown>): Promise<string> {
  const failure = await work.then(
    () => 'it was allowed',
    (error: unknown) => error,
  );
  return failure instanceof SdkError ? failure.kind : String(failure);
}

describe('openvidu-browser: signals and moderation', () => {
  const room = useClassroom();
  const join = (session: Awaited<ReturnType<typeof openSession>>, ...names: string[]): Promise<Person[]> =>
    Promise.all(names.map((name) => room.classroom.join(session, name)));

  it('S1 signals to all reach all, the sender too, with the sender’s connection', async () => {
    const session = await openSession('all');
    const [ann, bob] = (await join(session, 'ann', 'bob')) as [Person, Person];
    await ann.hears('connectionCreated', { connectionId: bob.id });
    await ann.call('signal', 'chat', 'hello', []);
    for (const person of [ann, bob]) {
      await person.hears('signal:chat', { type: 'signal:chat', data: 'hello', from: ann.id });
    }
    expect(bob.heard('signal', { data: 'hello' }), 'the generic event too').to.have.length(1);
  });

  it('S1 signals to one reach only that one, and an unknown target is error 601', async () => {
    const session = await openSession('one');
    const [ann, bob, eve] = (await join(session, 'ann', 'bob', 'eve')) as [Person, Person, Person];
    await ann.call('signal', 'chat', 'for bob', [bob.id]);
    await ann.call('signal', 'chat', 'for all', []);
    await bob.hears('signal:chat', { data: 'for bob' });
    await eve.hears('signal:chat', { data: 'for all' });
    expect(eve.heard('signal:chat', { data: 'for bob' })).to.deep.equal([]);
    const failure = await ann
      .call('signal', 'chat', 'for nobody', ['con_Nobody1234'])
      .catch((error: unknown) => error);
    expect(failure).to.have.property('code', 601);
  });

  it('R8 signals of the server have no sender and reach the listener of their exact type', async () => {
    const session = await openSession('server');
    const [ann] = (await join(session, 'ann')) as [Person];
    await rest('POST', '/signal', {
      body: { session: session.sessionId, type: 'signal:chat', data: 'from above' },
    });
    expect(await ann.hears('signal:chat', { data: 'from above' })).not.to.have.property('from');
  });

  it('S2 a MODERATOR disconnects another: both sides are told why', async () => {
    const session = await openSession('kick');
    const ann = await room.classroom.join(session, 'ann', MODERATOR);
    const [bob, eve] = (await join(session, 'bob', 'eve')) as [Person, Person];
    const streamId = await bob.publish();
    await sees(eve, streamId);
    await ann.hears('streamCreated', { streamId });
    await ann.call('forceDisconnect', bob.id);
    const reason = 'forceDisconnectByUser';
    await bob.hears('sessionDisconnected', { reason });
    for (const other of [ann, eve]) {
      await other.hears('streamDestroyed', { streamId, reason });
      await other.hears('connectionDestroyed', { connectionId: bob.id, reason });
    }
    expect(bob.heard('reconnecting'), 'bob is not left trying to come back').to.deep.equal([]);
  });

  it('S3 a MODERATOR takes a stream off: its publisher is told, stays, and publishes again', async () => {
    const session = await openSession('off');
    const ann = await room.classroom.join(session, 'ann', MODERATOR);
    const [bob] = (await join(session, 'bob')) as [Person];
    const streamId = await bob.publish();
    await sees(ann, streamId);
    await ann.call('forceUnpublish', streamId);
    const reason = 'forceUnpublishByUser';
    await bob.hears('publisher.streamDestroyed', { streamId, reason });
    await ann.hears('streamDestroyed', { streamId, reason });
    const next = await bob.publish();
    await sees(ann, next);
    expect(bob.heard('sessionDisconnected')).to.deep.equal([]);
  });

  it('S2 S3 S4 refuses with OPENVIDU_PERMISSION_DENIED what a role may not do', async () => {
    const session = await openSession('denied');
    const [ann] = (await join(session, 'ann')) as [Person];
    const watcher = await room.classroom.join(session, 'watcher', {
      connection: { role: 'SUBSCRIBER' as never },
    });
    const streamId = await ann.publish();
    await watcher.hears('streamCreated', { streamId });
    const denied = 'OPENVIDU_PERMISSION_DENIED';
    expect(await refusal(ann.call('forceDisconnect', watcher.id)), 'PUBLISHER disconnects').to.equal(denied);
    expect(await refusal(watcher.call('forceUnpublish', streamId)), 'SUBSCRIBER unpublishes').to.equal(
      denied,
    );
    expect(await refusal(watcher.publish()), 'SUBSCRIBER publishes').to.equal(denied);
    expect(ann.heard('sessionDisconnected').concat(watcher.heard('sessionDisconnected'))).to.deep.equal([]);
  });

  it('R6 the server disconnects and unpublishes by REST', async () => {
    const session = await openSession('rest');
    const [ann, bob] = (await join(session, 'ann', 'bob')) as [Person, Person];
    const streamId = await bob.publish();
    await sees(ann, streamId);
    await session.fetch();
    await session.forceUnpublish(streamId);
    await bob.hears('publisher.streamDestroyed', { streamId, reason: 'forceUnpublishByServer' });
    await ann.hears('streamDestroyed', { streamId, reason: 'forceUnpublishByServer' });
    await session.forceDisconnect(bob.id);
    await bob.hears('sessionDisconnected', { reason: 'forceDisconnectByServer' });
    await ann.hears('connectionDestroyed', { connectionId: bob.id, reason: 'forceDisconnectByServer' });
  });
});
