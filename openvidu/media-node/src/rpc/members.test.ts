import { expect } from 'chai';
import { NodeUnderTest } from '../test/node-under-test.js';

describe('members of a session', () => {
  let node: NodeUnderTest;
  let session: string;
  let count = 0;

  before(async () => {
    node = await NodeUnderTest.start();
  });
  after(() => node.stop());
  beforeEach(async () => {
    count += 1;
    session = await node.session(`members-${count}`);
  });

  it('are told of a joiner before the joiner has its answer, and the joiner finds them in its answer', async () => {
    const ann = await node.join(session, { data: 'teacher' });
    const { id } = await ann.publish();
    const bob = await node.join(session);
    await ann.hears('participantJoined', { id: bob.id });
    expect(bob.roster.get(ann.id)).to.deep.equal({ metadata: 'client%/%teacher', streamId: id });
    expect(bob.frames).to.deep.equal(['#0']);
  });

  it('get an answer with everything that the client needs', async () => {
    const browser = await node.socket();
    const result = await browser.joinRoom(await node.token(session, { role: 'MODERATOR' }));
    expect(result).to.include({ session, version: '2.32.2', mediaServer: 'mediasoup', role: 'MODERATOR' });
    expect(result).to.not.have.property('life');
    expect(result.value).to.deep.equal([]);
    const [turn] = result.customIceServers as { url: string; username: string; credential: string }[];
    expect(turn?.url).to.equal('turn:127.0.0.1:3478');
    expect(turn?.username).to.match(/^\d+:.+/);
    expect(Number(turn?.username.split(':')[0])).to.be.closeTo(Date.now() / 1000 + 86_400, 60);
  });

  it('use a token once, and never in another session', async () => {
    const token = await node.token(session);
    const first = await node.socket();
    await first.joinRoom(token);
    const second = await node.socket();
    expect(await second.codeOf(second.joinRoom(token))).to.equal(401);
    const other = await node.session(`other-${count}`);
    const foreign = (await node.token(session)).replace(session, other);
    expect(await second.codeOf(second.joinRoom(foreign))).to.equal(401);
    expect(await second.codeOf(second.joinRoom(foreign.replace(other, 'nowhere')))).to.equal(202);
  });

  it('cannot do anything before they join, and cannot join twice on one socket', async () => {
    const browser = await node.socket();
    expect(await browser.codeOf(browser.publish())).to.equal(803);
    expect(await browser.codeOf(browser.request('echo'))).to.equal(803);
    expect(await browser.request('ping', { interval: 5000 })).to.deep.equal({ value: 'pong' });
    await browser.joinRoom(await node.token(session));
    expect(await browser.codeOf(browser.joinRoom(await node.token(session)))).to.equal(104);
  });

  it('hear nothing of a session that is away, and the engine being away is error 204', async () => {
    node.media.isAway = true;
    const browser = await node.socket();
    const token = await node.token(session);
    expect(await browser.codeOf(browser.joinRoom(token))).to.equal(204);
    node.media.isAway = false;
    await browser.joinRoom(token);
    expect(browser.id).to.match(/^con_/);
  });

  it('hear of a stream after its publisher has the answer, and not the publisher itself', async () => {
    const ann = await node.join(session);
    const bob = await node.join(session);
    const { id } = await ann.publish();
    await bob.hears('participantPublished', { id: ann.id });
    expect(bob.roster.get(ann.id)?.streamId).to.equal(id);
    expect(ann.heard.filter(({ method }) => method === 'participantPublished')).to.deep.equal([]);
    expect(String(id)).to.match(/^str_CAM_\w{4}_con_/);
  });

  it('see an eviction in this order: left, the answer, evicted', async () => {
    const ann = await node.join(session, { role: 'MODERATOR' });
    const bob = await node.join(session);
    await ann.hears('participantJoined');
    ann.frames.length = 0;
    await ann.request('forceDisconnect', { connectionId: bob.id });
    await bob.hears('participantEvicted', { connectionId: bob.id, reason: 'forceDisconnectByUser' });
    await ann.hears('participantEvicted', { connectionId: bob.id });
    expect(ann.frames).to.deep.equal(['participantLeft', '#1', 'participantEvicted']);
    expect(bob.frames).to.deep.equal(['#0', 'participantEvicted']);
    expect(bob.isOpen, 'the evicted client closes by itself').to.equal(true);
  });

  it('may only do what their role allows', async () => {
    const watcher = await node.join(session, { role: 'SUBSCRIBER' });
    const ann = await node.join(session);
    const { id } = await ann.publish();
    expect(await watcher.codeOf(watcher.publish())).to.equal(401);
    expect(await watcher.codeOf(watcher.request('forceDisconnect', { connectionId: ann.id }))).to.equal(401);
    expect(await ann.codeOf(ann.request('forceUnpublish', { streamId: id }))).to.equal(401);
    expect(await watcher.codeOf(watcher.request('applyFilter', { streamId: id, type: 'x' }))).to.equal(401);
    expect(await ann.codeOf(ann.request('applyFilter', { streamId: id, type: 'x' }))).to.equal(406);
    expect(await ann.codeOf(ann.request('subscribeToSpeechToText', { connectionId: ann.id }))).to.equal(997);
    expect(await ann.codeOf(ann.publish())).to.equal(106);
  });

  it('signal to all with themselves among them, to some, and never to somebody unknown', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    const send = (message: unknown) => ann.request('sendMessage', { message: JSON.stringify(message) });
    await send({ to: [], data: 'hi', type: 'signal:chat' });
    await ann.hears('sendMessage', { data: 'hi', type: 'signal:chat', from: ann.id });
    await bob.hears('sendMessage', { data: 'hi', from: ann.id });
    await send({ to: [bob.id], data: 'psst', type: 'signal:chat' });
    await bob.hears('sendMessage', { data: 'psst' });
    expect(ann.heard.filter(({ params }) => params.data === 'psst')).to.deep.equal([]);
    expect(await ann.codeOf(send({ to: [bob.id, 'con_Nobody'], data: 'x' }))).to.equal(601);
    expect(await ann.codeOf(ann.request('sendMessage', { message: 'not json' }))).to.equal(600);
    expect(await ann.codeOf(send({ to: 'all' }))).to.equal(600);
  });

  it('hear changed properties as text, dimensions encoded twice, and late joiners see the latest', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    const { id: streamId } = await ann.publish();
    const change = (property: string, newValue: unknown) =>
      ann.request('streamPropertyChanged', { streamId: 'str_of_somebody', property, newValue, reason: 'x' });
    await change('audioActive', false);
    await bob.hears('streamPropertyChanged', { streamId, property: 'audioActive', newValue: 'false' });
    await change('videoDimensions', '{"width":1,"height":2}');
    const told = await bob.hears('streamPropertyChanged', { property: 'videoDimensions' });
    expect(JSON.parse(JSON.parse(told.newValue as string) as string)).to.deep.equal({ width: 1, height: 2 });
    const late = await node.socket();
    const { value } = await late.joinRoom(await node.token(session));
    const streams = (value as { id: string; streams?: Record<string, unknown>[] }[]).find(
      ({ id }) => id === ann.id,
    )?.streams;
    expect(streams?.[0]).to.include({ audioActive: false, videoDimensions: '{"width":1,"height":2}' });
    expect(ann.heard.filter(({ method }) => method === 'streamPropertyChanged')).to.deep.equal([]);
    expect(await ann.codeOf(change('secret', true))).to.equal(-1);
    expect(await ann.codeOf(change('audioActive', 'yes'))).to.equal(-1);
  });

  it('free the custom id of their session when the last one leaves', async () => {
    const ann = await node.join(session);
    const unused = await node.token(session);
    await ann.leave();
    expect((await node.rest('GET', `/sessions/${session}`)).status).to.equal(404);
    const late = await node.socket();
    expect(await late.codeOf(late.joinRoom(unused))).to.equal(202);
    expect((await node.rest('POST', '/sessions', { customSessionId: session })).status).to.equal(200);
    expect(await late.codeOf(late.joinRoom(unused))).to.equal(401);
    await node.join(session);
    expect([...node.media.rooms.keys()]).to.include(session);
  });

  it('leave nothing in the engine', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    const { id } = await ann.publish();
    await bob.subscribe(String(id));
    await bob.publish();
    await ann.leave();
    await bob.leave();
    expect([...node.media.peers].filter((peer) => peer.startsWith(session))).to.deep.equal([]);
    expect(node.media.rooms.has(session)).to.equal(false);
  });
});
