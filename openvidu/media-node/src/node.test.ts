import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { NodeProcess } from './test/node-process.js';
import { NodeUnderTest } from './test/node-under-test.js';
import { until } from '@seodang/testing/until';
import { WebhookReceiver } from './test/webhook-receiver.js';

const ENDINGS = ['webrtcConnectionDestroyed', 'participantLeft', 'sessionDestroyed'];

describe('a whole node', () => {
  let receiver: WebhookReceiver;
  const events = () => receiver.accepted.map(({ event }) => event);

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });
  afterEach(() => receiver.stop());

  describe('tells its webhook', () => {
    let node: NodeUnderTest;
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'seodang-cdr-'));
      node = await NodeUnderTest.start({
        ...{ OPENVIDU_WEBHOOK: 'true', OPENVIDU_WEBHOOK_ENDPOINT: receiver.url },
        ...{ OPENVIDU_CDR: 'true', OPENVIDU_CDR_PATH: folder },
      });
    });
    afterEach(async () => {
      await node.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('a lesson of two from its beginning to its end, in order, and writes the same down', async () => {
      const session = await node.session('lesson');
      const [ann, bob] = [await node.join(session, { data: 'teacher' }), await node.join(session)];
      const { id: annStream } = await ann.publish();
      const { id: bobStream } = await bob.publish();
      await ann.subscribe(String(bobStream));
      await bob.subscribe(String(annStream));
      await bob.leave();
      await ann.leave();
      await until(() => events().includes('sessionDestroyed'), { what: 'the session is over' });
      const story = receiver.accepted.map(({ event, connection, connectionId, reason }) =>
        [event, connection, connectionId === ann.id ? 'ann' : connectionId && 'bob', reason]
          .filter(Boolean)
          .join(' '),
      );
      expect(story).to.deep.equal([
        'sessionCreated',
        'participantJoined ann',
        'participantJoined bob',
        'webrtcConnectionCreated OUTBOUND ann',
        'webrtcConnectionCreated OUTBOUND bob',
        'webrtcConnectionCreated INBOUND ann',
        'webrtcConnectionCreated INBOUND bob',
        'webrtcConnectionDestroyed INBOUND ann disconnect',
        'webrtcConnectionDestroyed INBOUND bob disconnect',
        'webrtcConnectionDestroyed OUTBOUND bob disconnect',
        'participantLeft bob disconnect',
        'webrtcConnectionDestroyed OUTBOUND ann disconnect',
        'participantLeft ann disconnect',
        'sessionDestroyed lastParticipantLeft',
      ]);
      const lines = (await readFile(join(folder, 'CDR.log'), 'utf8')).trim().split('\n');
      const written = lines.map((line) => Object.entries(JSON.parse(line) as Record<string, object>)[0]);
      expect(written.map((one) => ({ ...one?.[1], event: one?.[0] }))).to.deep.equal(receiver.accepted);
    });

    it('of an unpublish the sender’s end first, and of a closed session its reason throughout', async () => {
      const session = await node.session('closing');
      const [ann, bob] = [await node.join(session), await node.join(session)];
      await bob.subscribe(String((await ann.publish()).id));
      await ann.request('unpublishVideo', {});
      await until(() => events().filter((event) => event === 'webrtcConnectionDestroyed').length === 2, {
        what: 'both ends are over',
      });
      expect(receiver.accepted.slice(-2).map(({ connection }) => connection)).to.deep.equal([
        'OUTBOUND',
        'INBOUND',
      ]);
      await node.rest('DELETE', `/sessions/${session}`);
      await until(() => events().includes('sessionDestroyed'), { what: 'the session is over' });
      const reasons = receiver.accepted
        .slice(-3)
        .map(({ event, reason }) => `${String(event)} ${String(reason)}`);
      expect(reasons).to.deep.equal([
        'participantLeft sessionClosedByServer',
        'participantLeft sessionClosedByServer',
        'sessionDestroyed sessionClosedByServer',
      ]);
    });

    it('of a signal without the client’s prefix, and of the server’s as it is', async () => {
      const session = await node.session('signals');
      const ann = await node.join(session);
      await ann.request('sendMessage', { message: '{"to":[],"data":"hi","type":"signal:chat"}' });
      await node.rest('POST', '/signal', { session });
      await until(() => events().filter((event) => event === 'signalSent').length === 2, {
        what: 'both are told',
      });
      const [own, servers] = receiver.accepted.filter(({ event }) => event === 'signalSent');
      expect(own).to.deep.include({ from: ann.id, to: [ann.id], type: 'chat', data: 'hi' });
      expect(servers).to.deep.include({ from: null, to: [ann.id], type: null, data: null });
    });
  });

  describe('as a process of its own', () => {
    let folder: string;
    let node: NodeProcess;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'seodang-process-'));
      node = await NodeProcess.start({
        ...{ JANUS_URL: 'ws://127.0.0.1:9', JANUS_ADMIN_URL: 'ws://127.0.0.1:9' },
        ...{ JANUS_API_SECRET: 'x', JANUS_ADMIN_SECRET: 'x', MEDIA_NODE_DATA: folder, LOG_LEVEL: 'silent' },
        ...{ OPENVIDU_WEBHOOK: 'true', OPENVIDU_WEBHOOK_ENDPOINT: receiver.url },
      });
    });
    afterEach(async () => {
      await node.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    });

    it('says good-bye on SIGTERM', async function () {
      this.timeout(60_000);
      await node.rest('POST', '/sessions', { customSessionId: 'open' });
      expect(await node.end('SIGTERM')).to.equal(0);
      expect(receiver.accepted.at(-1)).to.include({
        event: 'sessionDestroyed',
        reason: 'openviduServerStopped',
      });
    });

    it('ends after a SIGKILL what it had answered for', async function () {
      this.timeout(90_000);
      receiver.answer = () => 503;
      await node.rest('POST', '/sessions', { customSessionId: 'open' });
      await node.end('SIGKILL');
      receiver.answer = () => 200;
      await node.run();
      await until(() => events().includes('sessionDestroyed'), { what: 'the end is told', withinMs: 30_000 });
      expect(events()).to.deep.equal(['sessionCreated', 'sessionDestroyed']);
      expect(receiver.accepted[1]).to.include({ reason: 'nodeCrashed', sessionId: 'open' });
      expect((await node.fetch('GET', '/openvidu/api/sessions/open')).status).to.equal(404);
    });
  });

  it('puts everybody out when it stops, and says why', async () => {
    const node = await NodeUnderTest.start({
      OPENVIDU_WEBHOOK: 'true',
      OPENVIDU_WEBHOOK_ENDPOINT: receiver.url,
    });
    const session = await node.session('stopping');
    const [ann, bob] = [await node.join(session), await node.join(session)];
    await ann.publish();
    const stopped = node.stop({ cutFirst: false });
    for (const browser of [ann, bob])
      await browser.hears('participantEvicted', {
        connectionId: browser.id,
        reason: 'openviduServerStopped',
      });
    ann.close();
    await stopped;
    expect(bob.closedWith).to.equal(1001);
    expect(events().filter((event) => ENDINGS.includes(String(event)))).to.deep.equal([
      'webrtcConnectionDestroyed',
      'participantLeft',
      'participantLeft',
      'sessionDestroyed',
    ]);
  });
});
