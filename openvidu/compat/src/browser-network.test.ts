import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { seesAndHears, sees } from './browser/media.js';
import { openSession } from './support/rest.js';
import { until } from '@seodang/testing/until';

describe('openvidu-browser: a bad network', function () {
  this.timeout(90_000);
  const room = useClassroom();

  it('L4 a socket cut and mended within the grace: reconnected, same connection, media untouched, others undisturbed', async () => {
    const session = await openSession('cut');
    const cable = await room.classroom.cable();
    const ann = await room.classroom.join(session, 'ann', { cable });
    const bob = await room.classroom.join(session, 'bob');
    const [a, b] = [await ann.publish(), await bob.publish()];
    await Promise.all([seesAndHears(bob, a), seesAndHears(ann, b)]);
    cable.cut();
    await ann.hears('reconnecting');
    await sees(bob, a);
    cable.mend();
    await ann.hears('reconnected');
    await Promise.all([seesAndHears(bob, a), seesAndHears(ann, b)]);
    await bob.call('signal', 'chat', 'are you back?', [ann.id]);
    await ann.hears('signal:chat', { data: 'are you back?', from: bob.id });
    expect(await ann.call<string>('connectionId')).to.equal(ann.id);
    const disturbances = [
      ...bob.heard('connectionDestroyed'),
      ...bob.heard('streamDestroyed'),
      ...bob.heard('exception'),
    ];
    expect(disturbances, 'what bob noticed').to.deep.equal([]);
    expect(bob.heard('streamCreated', { streamId: a })).to.have.length(1);
  });

  it('L4 a silent network of a few seconds: the client gives up on the old socket and comes back by a new one', async () => {
    const session = await openSession('silent');
    const cable = await room.classroom.cable();
    const ann = await room.classroom.join(session, 'ann', { cable });
    const bob = await room.classroom.join(session, 'bob');
    const a = await ann.publish();
    await seesAndHears(bob, a);
    cable.silence();
    await ann.hears('reconnecting');
    cable.mend();
    await ann.hears('reconnected');
    await bob.call('signal', 'chat', 'are you back?', [ann.id]);
    await ann.hears('signal:chat', { data: 'are you back?' });
    expect(bob.heard('connectionDestroyed')).to.deep.equal([]);
  });

  it('L5 a network gone for longer than the grace: the others hear networkDisconnect, and so does the one who comes back', async () => {
    const session = await openSession('gone');
    const cable = await room.classroom.cable();
    const ann = await room.classroom.join(session, 'ann', { cable });
    const bob = await room.classroom.join(session, 'bob');
    const a = await ann.publish();
    await sees(bob, a);
    cable.cut();
    await ann.hears('reconnecting');
    await bob.hears('streamDestroyed', { streamId: a, reason: 'networkDisconnect' });
    await bob.hears('connectionDestroyed', { connectionId: ann.id, reason: 'networkDisconnect' });
    cable.mend();
    await ann.hears('sessionDisconnected', { reason: 'networkDisconnect' });
    expect(ann.heard('reconnected')).to.deep.equal([]);
  });

  it('L6 the publisher’s media broken for some seconds: reconnectStream, and the others see and hear again', async () => {
    const session = await openSession('icepub');
    const mediaCable = room.classroom.mediaCable();
    const ann = await room.classroom.join(session, 'ann', { mediaCable });
    const bob = await room.classroom.join(session, 'bob');
    const a = await ann.publish();
    await seesAndHears(bob, a);
    const peers = mediaCable.plugged;
    mediaCable.blocked = true;
    await ann.hears('exception', { type: 'ICE_CONNECTION_DISCONNECTED' });
    await until(() => mediaCable.plugged > peers, {
      what: 'ann’s SDK to start a new peer',
      seen: () => ann.events,
    });
    mediaCable.blocked = false;
    await seesAndHears(bob, a);
    expect(bob.heard('streamDestroyed'), 'the stream lives on').to.deep.equal([]);
    expect(ann.heard('sessionDisconnected').concat(ann.heard('reconnecting'))).to.deep.equal([]);
  });

  it('L6 a subscriber’s media broken: it comes back, and the other subscribers are undisturbed', async () => {
    const session = await openSession('icesub');
    const mediaCable = room.classroom.mediaCable();
    const ann = await room.classroom.join(session, 'ann');
    const bob = await room.classroom.join(session, 'bob', { mediaCable });
    const eve = await room.classroom.join(session, 'eve');
    const a = await ann.publish();
    await Promise.all([seesAndHears(bob, a), seesAndHears(eve, a)]);
    const peers = mediaCable.plugged;
    mediaCable.blocked = true;
    await bob.hears('exception', { type: 'ICE_CONNECTION_DISCONNECTED' });
    await until(() => mediaCable.plugged > peers, {
      what: 'bob’s SDK to start a new peer',
      seen: () => bob.events,
    });
    await sees(eve, a);
    mediaCable.blocked = false;
    await seesAndHears(bob, a);
    expect(eve.heard('exception').concat(eve.heard('streamDestroyed'))).to.deep.equal([]);
    expect(ann.heard('exception')).to.deep.equal([]);
  });

  it('L6 the SDK’s own repair of a publisher keeps stream id and subscribers', async () => {
    const session = await openSession('repair');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const a = await ann.publish();
    await seesAndHears(bob, a);
    await ann.call('reconnectPublisher');
    await seesAndHears(bob, a);
    await bob.call('reconnectSubscriber', a);
    await seesAndHears(bob, a);
    const late = await room.classroom.join(session, 'late');
    await seesAndHears(late, a);
    expect(bob.heard('streamCreated', { streamId: a })).to.have.length(1);
    expect(bob.heard('streamDestroyed')).to.deep.equal([]);
  });

  it('L4 socket and media broken together: both come back', async () => {
    const session = await openSession('both');
    const [cable, mediaCable] = [await room.classroom.cable(), room.classroom.mediaCable()];
    const ann = await room.classroom.join(session, 'ann', { cable, mediaCable });
    const bob = await room.classroom.join(session, 'bob');
    const [a, b] = [await ann.publish(), await bob.publish()];
    await Promise.all([seesAndHears(bob, a), seesAndHears(ann, b)]);
    mediaCable.blocked = true;
    cable.cut();
    await ann.hears('reconnecting');
    await ann.hears('exception', { type: 'ICE_CONNECTION_DISCONNECTED' });
    mediaCable.blocked = false;
    cable.mend();
    await ann.hears('reconnected');
    await Promise.all([seesAndHears(bob, a), seesAndHears(ann, b)]);
    expect(bob.heard('connectionDestroyed')).to.deep.equal([]);
  });
});
