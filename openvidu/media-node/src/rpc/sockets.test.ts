import { expect } from 'chai';
import { FakeBrowser, UNKNOWN_RPC_SESSION } from '../test/fake-browser.js';
import { NodeUnderTest } from '../test/node-under-test.js';
import { until } from '@seodang/testing/until';

const TIMINGS = { graceMs: 300, unjoinedMs: 400, dismissedMs: 200, sweepMs: 20 };

describe('the sockets of clients', () => {
  let node: NodeUnderTest;
  let session: string;
  let count = 0;

  before(async () => {
    node = await NodeUnderTest.start({}, TIMINGS);
  });
  after(() => node.stop());
  beforeEach(async () => {
    count += 1;
    session = await node.session(`sockets-${count}`);
  });

  it('may break: a client that comes back in time is missed by nobody and has missed nothing', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    ann.cut();
    const carl = await node.join(session);
    const { id } = await carl.publish();
    await carl.leave();
    const { id: streamId } = await bob.publish();
    expect(await ann.comeBack()).to.include({
      value: 'reconnection successful',
      sessionId: ann.rpcSessionId,
    });
    await ann.hears('participantPublished', { id: bob.id });
    expect(ann.roster.get(bob.id)?.streamId).to.equal(streamId);
    expect(ann.roster.has(carl.id), `${String(id)} came and went`).to.equal(false);
    expect(ann.mistakes).to.deep.equal([]);
    expect(bob.heard.filter(({ method }) => method === 'participantLeft')).to.have.length(1);
    await ann.request('echo');
  });

  it('may break for good: the others hear networkDisconnect after the grace, and who comes back error 40007', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    ann.cut();
    await bob.hears('participantLeft', { connectionId: ann.id, reason: 'networkDisconnect' });
    expect(await ann.codeOf(ann.comeBack())).to.equal(UNKNOWN_RPC_SESSION);
  });

  it('cannot be taken over with a guessed id', async () => {
    const ann = await node.join(session);
    const thief = await node.socket();
    for (const sessionId of [ann.id, ann.rpcSessionId.slice(0, -1), '', '__proto__'])
      expect(await thief.codeOf(thief.request('connect', { sessionId }))).to.equal(UNKNOWN_RPC_SESSION);
    expect(await thief.codeOf(thief.request('connect', {}))).to.equal(-1);
  });

  it('are taken over by the newer one while the old one still seems to be there', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    await ann.comeBack();
    await bob.request('sendMessage', { message: JSON.stringify({ to: [], data: 'x', type: 'signal:x' }) });
    await ann.hears('sendMessage', { data: 'x' });
    expect(ann.heard.filter(({ method }) => method === 'sendMessage')).to.have.length(1);
    expect(bob.heard.filter(({ method }) => method === 'participantLeft')).to.deep.equal([]);
  });

  it('are closed when nobody joins over them in time', async () => {
    const idle = await node.socket();
    await until(() => idle.closedWith === 1008, { what: 'the idle socket is closed' });
  });

  it('are closed when pings that were promised stay away, and the client is out after the grace', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    await ann.request('ping', { interval: 1000 });
    await until(() => ann.closedWith === 1000, { what: 'the silent socket is closed' });
    await bob.hears('participantLeft', { connectionId: ann.id, reason: 'networkDisconnect' });
  });

  it('of those who were put out live on for a while, and are closed when they do not close', async () => {
    const ann = await node.join(session);
    await node.rest('DELETE', `/sessions/${session}`);
    await ann.hears('participantEvicted', { connectionId: ann.id, reason: 'sessionClosedByServer' });
    expect(ann.isOpen).to.equal(true);
    await until(() => ann.closedWith === 1000, { what: 'the dismissed socket is closed' });
  });

  it('get their pongs while a publish is slow, and their other answers in order', async () => {
    const ann = await node.join(session);
    let open = () => {};
    node.media.beforePublish = () => new Promise((resolve) => (open = resolve));
    ann.frames.length = 0;
    const answers = Promise.all([ann.publish(), ann.request('echo')]);
    await ann.request('ping');
    expect(ann.frames).to.deep.equal(['#3']);
    open();
    await answers;
    expect(ann.frames).to.deep.equal(['#3', '#1', '#2']);
    node.media.beforePublish = () => Promise.resolve();
  });

  it('do not wait for a publisher whose media never comes', async () => {
    const [ann, bob] = [await node.join(session), await node.join(session)];
    const { id } = await ann.publish();
    await bob.hears('participantPublished');
    node.media.beforeOffer = () => new Promise(() => {});
    void bob.request('prepareReceiveVideoFrom', { sender: String(id), reconnect: false });
    await bob.request('echo');
    node.media.beforeOffer = () => Promise.resolve();
  });

  it('are cut when a join was under way and nobody comes back', async () => {
    let open = () => {};
    node.media.beforeOpenRoom = () => new Promise((resolve) => (open = resolve));
    const browser = await node.socket();
    void browser.joinRoom(await node.token(session)).catch(() => undefined);
    await until(async () => (await node.rest('GET', `/sessions/${session}`)).status === 200, {
      what: 'it is',
    });
    const socketsBefore = await node.figure('sockets');
    browser.cut();
    await until(async () => (await node.figure('sockets')) < socketsBefore, { what: 'the node knows of it' });
    node.media.beforeOpenRoom = () => Promise.resolve();
    open();
    await until(async () => (await node.rest('GET', `/sessions/${session}`)).status === 404, {
      what: 'the session of the lost joiner ends',
    });
  });

  it('are led to no other path than /openvidu', async () => {
    const wrong = node.origin.replace('http', 'ws');
    const error = await FakeBrowser.open(`${wrong}/other`).catch((reason: unknown) => String(reason));
    expect(error).to.contain('404');
  });
});
