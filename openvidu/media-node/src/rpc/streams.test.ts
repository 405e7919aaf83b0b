import { expect } from 'chai';
import type { FakeBrowser } from '../test/fake-browser.js';
import { NodeUnderTest } from '../test/node-under-test.js';
import { until } from '@seodang/testing/until';

describe('streams', () => {
  let node: NodeUnderTest;
  let session: string;
  let ann: FakeBrowser;
  let bob: FakeBrowser;
  let streamId: string;
  let count = 0;

  before(async () => {
    node = await NodeUnderTest.start();
  });
  after(() => node.stop());
  beforeEach(async () => {
    count += 1;
    session = await node.session(`streams-${count}`);
    [ann, bob] = [await node.join(session, { role: 'MODERATOR' }), await node.join(session)];
    ({ id: streamId } = (await ann.publish()) as { id: string });
    await bob.subscribe(streamId);
  });

  const subscribersOf = async (browser: FakeBrowser) => {
    const { body } = await node.rest('GET', `/sessions/${session}/connection/${browser.id}`);
    return (body as { subscribers: { streamId: string }[] }).subscribers.map((one) => one.streamId);
  };

  it('keep their id when they get a new peer, and move those who watched the old one', async () => {
    const answer = await ann.request('reconnectStream', { stream: streamId, sdpString: 'v=0\r\n' });
    expect(answer).to.include({ id: streamId, sdpAnswer: `answer to ${streamId}` });
    const stream = { sessionId: session, connectionId: ann.id, streamId };
    node.media.say({ name: 'stream.replaced', stream, staleSubscribers: [bob.id, 'con_Gone'] });
    const offer = await bob.hears('forciblyReconnectSubscriber', { connectionId: ann.id, streamId });
    expect(offer.sdpOffer).to.equal(`offer of ${streamId}`);
    const sdpString = 'v=0\r\n';
    await bob.request('reconnectStream', { stream: streamId, sdpString, forciblyReconnect: true });
    expect(await subscribersOf(bob)).to.deep.equal([streamId]);
  });

  it('outlive the engine: their people stay in, and reconnect them when it is back', async () => {
    node.media.isAway = true;
    node.media.say({ name: 'engine.down' });
    const again = { stream: streamId, sdpString: 'v=0\r\n' };
    expect(await ann.codeOf(ann.request('reconnectStream', again))).to.equal(303);
    node.media.isAway = false;
    node.media.say({ name: 'engine.up' });
    expect(await ann.request('reconnectStream', again)).to.include({ id: streamId });
    await bob.subscribe(streamId);
    expect(bob.heard.map(({ method }) => method)).to.not.include('participantUnpublished');
  });

  it('can be left and come back to, by the publisher’s id', async () => {
    await bob.request('unsubscribeFromVideo', { sender: ann.id });
    expect(await subscribersOf(bob)).to.deep.equal([]);
    await bob.request('unsubscribeFromVideo', { sender: ann.id });
    expect(await bob.codeOf(bob.request('unsubscribeFromVideo', { sender: 'con_Nobody' }))).to.equal(102);
    await bob.subscribe(streamId);
    expect(await subscribersOf(bob)).to.deep.equal([streamId]);
  });

  it('are forced off by a moderator: the owner hears it too, and may publish anew', async () => {
    const { id } = (await bob.publish()) as { id: string };
    await ann.request('forceUnpublish', { streamId: id });
    const ending = { connectionId: bob.id, reason: 'forceUnpublishByUser' };
    await bob.hears('participantUnpublished', ending);
    await ann.hears('participantUnpublished', ending);
    expect(await ann.codeOf(ann.request('forceUnpublish', { streamId: id }))).to.equal(105);
    expect((await bob.publish()).id).to.not.equal(id);
  });

  it('that ended are 105 to who asks for them, as is one’s own, and 102 when the publisher is gone', async () => {
    const ask = (browser: FakeBrowser, sender: string) =>
      browser.codeOf(browser.request('prepareReceiveVideoFrom', { sender, reconnect: false }));
    expect(await ask(ann, streamId)).to.equal(105);
    await ann.request('unpublishVideo', {});
    expect(await ask(bob, streamId)).to.equal(105);
    await ann.leave();
    expect(await ask(bob, streamId)).to.equal(102);
  });

  it('leave no peer behind when somebody goes while they are made', async () => {
    let answer: (() => void) | null = null;
    node.media.beforePublish = () => new Promise((resolve) => (answer = resolve));
    void bob.publish().catch(() => undefined);
    const resolve = await until<() => void>(() => answer, { what: 'the engine is asked' });
    await node.rest('DELETE', `/sessions/${session}/connection/${bob.id}`);
    node.media.beforePublish = () => Promise.resolve();
    resolve();
    await until(() => ![...node.media.peers].some((peer) => peer.includes(bob.id)), {
      what: 'the peer is gone',
    });
    expect(ann.heard.map(({ method }) => method)).to.not.include('participantPublished');
  });

  it('get candidates for the right peer, those that come late are taken without a word', async () => {
    const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };
    await ann.request('onIceCandidate', { endpointName: ann.id, ...candidate });
    await bob.request('onIceCandidate', { endpointName: ann.id, ...candidate });
    expect(node.media.candidates.slice(-2).map(({ peer }) => peer)).to.deep.equal([
      { direction: 'publish', sessionId: session, connectionId: ann.id },
      { direction: 'subscribe', sessionId: session, connectionId: bob.id, publisherId: ann.id },
    ]);
    await ann.leave();
    await bob.request('onIceCandidate', { endpointName: ann.id, ...candidate });
  });
});
