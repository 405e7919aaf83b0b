import { expect } from 'chai';
import { closeSessions, freshId, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { Member } from './support/member.js';

describe('REST: signals', () => {
  afterEach(closeSessions);

  const signal = (body: Json) => rest('POST', '/signal', { body });

  it('R8 reaches everybody, without a sender and with the type as it was given', async () => {
    const session = await openSession('all');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const { status } = await signal({ session: session.sessionId, type: 'signal:chat', data: 'hello' });
    expect(status).to.equal(200);
    for (const member of [ann, bob]) {
      const params = await member.rpc.notified('sendMessage');
      expect(params).to.include({ type: 'signal:chat', data: 'hello' });
      expect(params['from'], 'a signal of the server has no sender').to.be.oneOf([undefined, null]);
    }
    await signal({ session: session.sessionId, type: 'bare' });
    await ann.rpc.notified('sendMessage', { type: 'bare' });
  });

  it('R8 reaches only those it is for', async () => {
    const session = await openSession('one');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    await signal({ session: session.sessionId, to: [ann.id], type: 'signal:private', data: 'for ann' });
    await signal({ session: session.sessionId, to: [], type: 'signal:public', data: 'for all' });
    await bob.rpc.notified('sendMessage', { type: 'signal:public' });
    await ann.rpc.notified('sendMessage', { type: 'signal:private' });
    expect(bob.rpc.find('sendMessage', { type: 'signal:private' }), 'what bob got').to.equal(undefined);
  });

  it('R8 sends nothing and answers 406 when one of the targets is unknown', async () => {
    const session = await openSession('unknown');
    const ann = await Member.join(session);
    const { status } = await signal({
      session: session.sessionId,
      to: [ann.id, 'con_Nobody1234'],
      data: 'x',
      type: 'signal:a',
    });
    expect(status).to.equal(406);
    await signal({ session: session.sessionId, type: 'signal:b' });
    await ann.rpc.notified('sendMessage', { type: 'signal:b' });
    expect(ann.rpc.find('sendMessage', { type: 'signal:a' })).to.equal(undefined);
  });

  it('answers 406 while nobody is connected, 404 for an unknown session, 400 to a wrong body', async () => {
    const session = await openSession('empty');
    expect((await signal({ session: session.sessionId, data: 'x' })).status, 'nobody connected').to.equal(
      406,
    );
    expect((await signal({ session: freshId('no'), data: 'x' })).status, 'unknown session').to.equal(404);
    expect((await signal({ data: 'x' })).status, 'no session').to.equal(400);
    expect((await signal({ session: session.sessionId, to: 'con_A' })).status, 'to is no array').to.equal(
      400,
    );
    expect((await signal({ session: session.sessionId, type: 7 })).status, 'type is no text').to.equal(400);
  });
});
