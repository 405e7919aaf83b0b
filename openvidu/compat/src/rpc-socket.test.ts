import { expect } from 'chai';
import { closeSessions, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { Member } from './support/member.js';
import { RpcSocket } from './support/rpc.js';
import { never, until } from '@seodang/testing/until';

const GRACE_MS = 10_000;
const WATCHDOG_MS = 15_000;
/** What a busy machine may add. */
const SLACK_MS = 5000;

describe('RPC: the socket', () => {
  afterEach(closeSessions);

  it('answers ping with pong, without anything else', async () => {
    const session = await openSession('ping');
    const rpc = await RpcSocket.open(session.sessionId);
    const answer = await rpc.rawRequest('ping', { interval: 5000 });
    expect(answer['result']).to.deep.equal({ value: 'pong' });
    expect(answer, 'never both').not.to.have.property('error');
    rpc.close();
  });

  it('puts the RPC session id into every other result and never an `error` beside it', async () => {
    const session = await openSession('frame');
    const ann = await Member.join(session);
    const answer = await ann.rpc.rawRequest('echo', {});
    expect(answer['jsonrpc']).to.equal('2.0');
    expect(answer['result']).to.include({ sessionId: ann.rpcSessionId });
    expect(answer).not.to.have.property('error');
  });

  it('L4 resumes on a new socket by the id of joinRoom, unnoticed by the others', async () => {
    const session = await openSession('resume');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    ann.rpc.break();
    const again = await RpcSocket.open(session.sessionId, { reconnect: true });
    const result = await again.request('connect', { sessionId: ann.rpcSessionId, reconnect: true });
    expect(result).to.deep.equal({ value: 'reconnection successful', sessionId: ann.rpcSessionId });
    again.startPinging();
    await again.request('sendMessage', {
      message: JSON.stringify({ to: [bob.id], data: '', type: 'signal:back' }),
    });
    expect(await bob.rpc.notified('sendMessage'), 'still the same connection').to.include({ from: ann.id });
    await bob.rpc.request('sendMessage', {
      message: JSON.stringify({ to: [ann.id], data: '', type: 'signal:hi' }),
    });
    await again.notified('sendMessage', { type: 'signal:hi' });
    await never(() => bob.rpc.find('participantLeft'), {
      what: 'bob to hear of a leaving',
      forMs: GRACE_MS + 2000,
    });
    again.close();
  });

  it('lets a new socket take over while the old one still seems alive', async () => {
    const session = await openSession('takeover');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const again = await RpcSocket.open(session.sessionId, { reconnect: true });
    await again.request('connect', { sessionId: ann.rpcSessionId, reconnect: true });
    await bob.rpc.request('sendMessage', {
      message: JSON.stringify({ to: [ann.id], data: '', type: 'signal:hi' }),
    });
    await again.notified('sendMessage', { type: 'signal:hi' });
    again.close();
  });

  it('answers 40007 to connect with an id it does not know', async () => {
    const session = await openSession('unknown');
    const rpc = await RpcSocket.open(session.sessionId, { reconnect: true });
    const answer = await rpc.rawRequest('connect', { sessionId: 'nobody-has-this-id', reconnect: true });
    expect((answer['error'] as Json)['code']).to.equal(40007);
    expect(answer).not.to.have.property('result');
    rpc.close();
  });

  it('answers 40007 to connect after leaveRoom', async () => {
    const session = await openSession('left');
    await Member.join(session);
    const ann = await Member.join(session);
    await ann.leave();
    const rpc = await RpcSocket.open(session.sessionId, { reconnect: true });
    const answer = await rpc.rawRequest('connect', { sessionId: ann.rpcSessionId, reconnect: true });
    expect((answer['error'] as Json | undefined)?.['code']).to.equal(40007);
    rpc.close();
  });

  it('L5 keeps a broken member for ten seconds, then the others hear networkDisconnect', async () => {
    const session = await openSession('grace');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const brokenAt = Date.now();
    ann.rpc.break();
    const params = await bob.rpc.notified('participantLeft');
    expect(params).to.deep.equal({ connectionId: ann.id, reason: 'networkDisconnect' });
    expect(Date.now() - brokenAt, 'milliseconds from break to leaving').to.be.within(
      GRACE_MS - 1500,
      GRACE_MS + SLACK_MS,
    );
    const rpc = await RpcSocket.open(session.sessionId, { reconnect: true });
    const answer = await rpc.rawRequest('connect', { sessionId: ann.rpcSessionId, reconnect: true });
    expect((answer['error'] as Json)['code'], 'coming back too late').to.equal(40007);
    rpc.close();
  });

  it('L8 closes the socket of who stops pinging after three intervals, and evicts after the grace', async () => {
    const session = await openSession('watchdog');
    const bob = await Member.join(session);
    const ann = await Member.join(session, {}, { silent: true });
    await ann.rpc.request('ping', { interval: 5000 });
    const lastPingAt = Date.now();
    const closed = await ann.rpc.untilClosed(WATCHDOG_MS + SLACK_MS);
    expect(Date.now() - lastPingAt, 'milliseconds of silence').to.be.within(
      WATCHDOG_MS - 1500,
      WATCHDOG_MS + SLACK_MS,
    );
    expect(closed.code).to.equal(1000);
    expect(await bob.rpc.notified('participantLeft')).to.deep.equal({
      connectionId: ann.id,
      reason: 'networkDisconnect',
    });
  });

  it('answers the requests of one socket in their order', async () => {
    const session = await openSession('inorder');
    const ann = await Member.join(session);
    await Promise.all([
      ann.publish(),
      ann.rpc.request('echo', {}),
      ann.rpc.request('unpublishVideo', {}),
      ann.rpc.request('echo', {}),
    ]);
    const order = ann.rpc.arrivals
      .filter(({ kind, method }) => kind === 'response' && method !== 'ping')
      .map(({ method }) => method);
    expect(order).to.deep.equal(['joinRoom', 'publishVideo', 'echo', 'unpublishVideo', 'echo']);
  });

  describe('under bad input', () => {
    async function stays(stem: string, hurt: (rpc: RpcSocket) => unknown): Promise<void> {
      const session = await openSession(stem);
      const [ann, bob] = [await Member.join(session), await Member.join(session)];
      await hurt(ann.rpc);
      // Either the server goes on with the one who did it, or it closes that socket; the others must not notice.
      await Promise.race([ann.rpc.request('echo', {}).catch(() => undefined), ann.rpc.untilClosed()]);
      await bob.rpc.request('echo', {}, { withinMs: 3000 });
      const eve = await Member.join(session);
      await bob.rpc.notified('participantJoined', { id: eve.id });
      expect((await rest('GET', `/sessions/${session.sessionId}`)).status).to.equal(200);
    }

    it('survives text that is no JSON', () =>
      stays('nojson', (rpc) => {
        rpc.send('{"jsonrpc":"2.0","method":');
      }));

    it('survives JSON that is no request', () =>
      stays('norequest', (rpc) => {
        for (const text of [
          '[]',
          'null',
          '42',
          '"x"',
          '{}',
          '{"jsonrpc":"2.0","id":1}',
          '{"id":{},"method":[]}',
        ])
          rpc.send(text);
      }));

    it('survives an unknown method', () =>
      stays('nomethod', (rpc) => {
        rpc.send('{"jsonrpc":"2.0","method":"dropEverything","params":{},"id":900}');
      }));

    it('survives parameters of the wrong types', () =>
      stays('types', (rpc) => {
        const methods = [
          'publishVideo',
          'prepareReceiveVideoFrom',
          'receiveVideoFrom',
          'reconnectStream',
          'onIceCandidate',
          'sendMessage',
        ];
        for (const [index, method] of [
          ...methods,
          'streamPropertyChanged',
          'forceDisconnect',
          'unsubscribeFromVideo',
        ].entries()) {
          rpc.send(
            JSON.stringify({
              jsonrpc: '2.0',
              method,
              params: { sender: 7, sdpOffer: {}, message: [], candidate: 1 },
              id: 900 + index,
            }),
          );
          rpc.send(JSON.stringify({ jsonrpc: '2.0', method, params: 'text', id: 950 + index }));
        }
      }));

    it('survives a frame above the limit of 50 KiB', () =>
      stays('huge', (rpc) => {
        rpc.send(
          JSON.stringify({
            jsonrpc: '2.0',
            method: 'sendMessage',
            params: { message: 'x'.repeat(200_000) },
            id: 900,
          }),
        );
      }));

    it('survives a flood', () =>
      stays('flood', (rpc) => {
        for (let id = 1000; id < 3000; id++)
          rpc.send(JSON.stringify({ jsonrpc: '2.0', method: 'echo', params: {}, id }));
      }));

    it('survives sockets that never say anything', () =>
      stays('mute', async () => {
        const sockets = await Promise.all(Array.from({ length: 20 }, () => RpcSocket.open('nobody')));
        for (const socket of sockets) socket.break();
        await until(() => sockets.every((socket) => socket.closed), { what: 'twenty broken sockets' });
      }));
  });
});
