import { expect } from 'chai';
import { closeSessions, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { Member } from './support/member.js';
import type { Arrival, RpcError } from './support/rpc.js';
import { never } from '@seodang/testing/until';

const codeOf = (work: Promise<unknown>): Promise<number | string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as RpcError).code,
  );

const MODERATOR = { role: 'MODERATOR' as never };
const SUBSCRIBER = { role: 'SUBSCRIBER' as never };

function orderOf(arrivals: readonly Arrival[], methods: readonly string[]): string[] {
  return arrivals.map(({ method }) => method).filter((method) => methods.includes(method));
}

describe('RPC: roles, signals, leaving', () => {
  afterEach(closeSessions);

  it('S4 answers 401 when a SUBSCRIBER publishes', async () => {
    const session = await openSession('subscriber');
    const member = await Member.join(session, SUBSCRIBER);
    expect(await codeOf(member.publish())).to.equal(401);
  });

  it('S2 S3 answers 401 when anybody but a MODERATOR disconnects or unpublishes another', async () => {
    const session = await openSession('roles');
    const ann = await Member.join(session, MODERATOR);
    const streamId = await ann.publish();
    for (const role of ['SUBSCRIBER', 'PUBLISHER']) {
      const member = await Member.join(session, { role: role as never });
      expect(
        await codeOf(member.rpc.request('forceDisconnect', { connectionId: ann.id })),
        `${role} disconnects`,
      ).to.equal(401);
      expect(
        await codeOf(member.rpc.request('forceUnpublish', { streamId })),
        `${role} unpublishes`,
      ).to.equal(401);
    }
    expect(
      await codeOf(ann.rpc.request('forceDisconnect', { connectionId: 'con_Nobody1234' })),
      'nobody',
    ).to.equal(102);
  });

  it('S2 evicts in the order left, answer, evicted, and leaves closing the socket to the client', async () => {
    const session = await openSession('evict');
    const ann = await Member.join(session, MODERATOR);
    const [bob, eve] = [await Member.join(session), await Member.join(session)];
    await bob.publish();
    await ann.rpc.request('forceDisconnect', { connectionId: bob.id });
    const reason = { connectionId: bob.id, reason: 'forceDisconnectByUser' };
    for (const member of [ann, bob, eve]) {
      expect(await member.rpc.notified('participantEvicted'), 'everybody is told').to.deep.equal(reason);
    }
    expect(await eve.rpc.notified('participantLeft')).to.deep.equal(reason);
    const expected = ['participantLeft', 'forceDisconnect', 'participantEvicted'];
    expect(orderOf(ann.rpc.arrivals, expected), 'seen by the moderator').to.deep.equal(expected);
    expect(bob.rpc.find('participantLeft'), 'bob does not hear of his own leaving').to.equal(undefined);
    expect(eve.rpc.find('participantUnpublished'), 'leaving is enough').to.equal(undefined);
    await never(() => bob.rpc.closed, { what: 'the server to close the evicted socket', forMs: 1000 });
  });

  it('S3 takes a stream off and tells everybody, its publisher too', async () => {
    const session = await openSession('unpublish');
    const [ann, bob] = [await Member.join(session, MODERATOR), await Member.join(session)];
    const streamId = await bob.publish();
    await ann.rpc.request('forceUnpublish', { streamId });
    const reason = { connectionId: bob.id, reason: 'forceUnpublishByUser' };
    expect(await bob.rpc.notified('participantUnpublished'), 'the publisher').to.deep.equal(reason);
    expect(await ann.rpc.notified('participantUnpublished'), 'the moderator').to.deep.equal(reason);
    expect(await bob.publish(), 'it may publish again')
      .to.be.a('string')
      .and.not.equal(streamId);
  });

  it('R6 evicts by REST with forceDisconnectByServer, unpublishes with forceUnpublishByServer', async () => {
    const session = await openSession('byserver');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const streamId = await bob.publish();
    expect((await rest('DELETE', `/sessions/${session.sessionId}/stream/${streamId}`)).status).to.equal(204);
    expect(await bob.rpc.notified('participantUnpublished')).to.include({ reason: 'forceUnpublishByServer' });
    expect((await rest('DELETE', `/sessions/${session.sessionId}/connection/${bob.id}`)).status).to.equal(
      204,
    );
    const reason = { connectionId: bob.id, reason: 'forceDisconnectByServer' };
    expect(await bob.rpc.notified('participantEvicted')).to.deep.equal(reason);
    expect(await ann.rpc.notified('participantLeft')).to.deep.equal(reason);
  });

  it('L7 closes a session with sessionClosedByServer for everybody', async () => {
    const session = await openSession('close');
    const members = [await Member.join(session), await Member.join(session), await Member.join(session)];
    expect((await rest('DELETE', `/sessions/${session.sessionId}`)).status).to.equal(204);
    for (const member of members) {
      const params = await member.rpc.notified('participantEvicted', { connectionId: member.id });
      expect(params['reason']).to.equal('sessionClosedByServer');
    }
  });

  it('frees a custom id as soon as the session is closed', async () => {
    const session = await openSession('reuse');
    await Member.join(session);
    await rest('DELETE', `/sessions/${session.sessionId}`);
    const { status } = await rest('POST', '/sessions', { body: { customSessionId: session.sessionId } });
    expect(status).to.equal(200);
  });

  it('answers leaveRoom after telling the others, with one participantLeft even for a publisher', async () => {
    const session = await openSession('leave');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    await bob.publish();
    await bob.rpc.request('leaveRoom');
    expect(await ann.rpc.notified('participantLeft')).to.deep.equal({
      connectionId: bob.id,
      reason: 'disconnect',
    });
    expect(ann.rpc.find('participantUnpublished')).to.equal(undefined);
    await never(() => bob.rpc.closed, { what: 'the server to close before the client does', forMs: 500 });
  });

  it('S1 signals everybody, the sender too, before it answers', async () => {
    const session = await openSession('signal');
    const [ann, bob] = [await Member.join(session, SUBSCRIBER), await Member.join(session)];
    await ann.rpc.request('sendMessage', { message: '{"to":[],"data":"hi","type":"signal:chat"}' });
    const expected = { data: 'hi', type: 'signal:chat', from: ann.id };
    expect(await bob.rpc.notified('sendMessage')).to.deep.equal(expected);
    expect(await ann.rpc.notified('sendMessage')).to.deep.equal(expected);
    expect(
      ann.rpc.arrivals.filter(({ method }) => method === 'sendMessage').map(({ kind }) => kind),
      'notification first',
    ).to.deep.equal(['notification', 'response']);
  });

  it('S1 answers 601 to an unknown target and 600 to a message that is no JSON, and sends nothing', async () => {
    const session = await openSession('targets');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const send = (message: string) => codeOf(ann.rpc.request('sendMessage', { message }));
    expect(
      await send(JSON.stringify({ to: [bob.id, 'con_Nobody1234'], data: 'x', type: 'signal:a' })),
    ).to.equal(601);
    expect(await send('{"to":')).to.equal(600);
    expect(await send(JSON.stringify({ to: [bob.id], data: 'y', type: 'signal:b' }))).to.equal('no error');
    await bob.rpc.notified('sendMessage', { type: 'signal:b' });
    expect(bob.rpc.find('sendMessage', { type: 'signal:a' }), 'what must not arrive').to.equal(undefined);
  });

  it('keeps the order of one sender', async () => {
    const session = await openSession('order');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const numbers = Array.from({ length: 50 }, (_, index) => String(index));
    const message = (data: string): Json => ({ message: JSON.stringify({ to: [], data, type: 'signal:n' }) });
    await Promise.all(numbers.map((data) => ann.rpc.request('sendMessage', message(data))));
    await bob.rpc.notified('sendMessage', { data: '49' });
    expect(
      bob.rpc.notifications
        .filter(({ method }) => method === 'sendMessage')
        .map(({ params }) => params['data']),
    ).to.deep.equal(numbers);
  });
});
