import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pino from 'pino';
import { MediaError, type MediaEvent, type RoomSpec } from '../session/media-port.js';
import { JanusAdmin } from './admin.js';
import { JanusMedia } from './janus-media.js';
import { ownerMark } from './reconcile.js';
import { JanusSocket } from './socket.js';
import { JanusProcess } from './test/janus-process.js';
import { pumpMedia, RtcReceiver, RtcSender } from './test/rtc-peer.js';
import { until } from '@seodang/testing/until';
import { JanusTransport } from './transport.js';
import { createRoom } from './videoroom.js';

const log = pino({ level: 'silent' });

describe('JanusMedia when Janus dies', function () {
  this.timeout(60_000);
  let janus: JanusProcess;
  let media: JanusMedia;
  let events: MediaEvent[];
  const room: RoomSpec = { sessionId: 'math', videoCodecs: ['vp8'], maxVideoBitrateBps: 2_000_000 };
  const closing: (() => void)[] = [];

  beforeEach(async () => {
    janus = await JanusProcess.start();
    events = [];
    media = newMedia();
    await media.openRoom(room);
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await media.stop();
    await janus.stop();
  });

  function newMedia(): JanusMedia {
    const made = new JanusMedia({ ...janus.address, log, requestTimeoutMs: 1000, keepaliveMs: 500 });
    made.onEvent((event) => events.push(event));
    made.start();
    return made;
  }

  const ref = (connectionId: string, publisherId = connectionId) => ({
    sessionId: room.sessionId,
    connectionId,
    streamId: `str_${publisherId}`,
  });
  const named = (name: MediaEvent['name']) => events.filter((event) => event.name === name);

  async function publish(connectionId: string, how: 'publish' | 'republish'): Promise<void> {
    const sender = new RtcSender();
    const pump = pumpMedia(sender);
    closing.push(() => {
      pump.stop();
      sender.close();
    });
    const request = { ...ref(connectionId), sdpOffer: await sender.offer(), hasAudio: true, hasVideo: true };
    sender.accept((await media[how](request)).sdpAnswer);
  }

  async function receive(connectionId: string, publisherId: string): Promise<void> {
    const { sdpOffer } = await media.offerSubscription(ref(connectionId, publisherId));
    const receiver = new RtcReceiver();
    closing.push(() => {
      receiver.close();
    });
    await media.answerSubscription(ref(connectionId, publisherId), await receiver.answer(sdpOffer));
    await until(() => receiver.packets > 50, { what: 'packets arrive' });
  }

  async function crash(): Promise<void> {
    await janus.kill();
    await until(() => named('engine.down').length > 0, { what: 'engine.down' });
  }

  it('says that it is down and up, and carries media again under the same streams', async () => {
    await publish('ann', 'publish');
    await receive('bob', 'ann');
    await crash();
    await janus.run();
    await until(() => named('engine.up').length === 1, { what: 'engine.up' });
    await publish('ann', 'republish');
    await until(() => named('stream.replaced').length === 1, { what: 'stream.replaced' });
    expect(named('stream.replaced')).to.deep.equal([
      { name: 'stream.replaced', stream: ref('ann'), staleSubscribers: ['bob'] },
    ]);
    await receive('bob', 'ann');
  });

  it('serves what is asked for while Janus is away, when it comes back in time', async () => {
    await publish('ann', 'publish');
    await receive('bob', 'ann');
    await crash();
    const receiving = receive('bob', 'ann');
    const publishing = publish('ann', 'republish');
    await janus.run();
    await Promise.all([publishing, receiving]);
    expect(named('stream.replaced')).to.deep.equal([
      { name: 'stream.replaced', stream: ref('ann'), staleSubscribers: [] },
    ]);
  });

  it('fails with "engine" before the browser gives up, when Janus stays away', async () => {
    await crash();
    const startMs = performance.now();
    const error: unknown = await publish('ann', 'publish').catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(MediaError).and.to.have.property('kind', 'engine');
    expect(performance.now() - startMs).to.be.below(9500);
    await media.closeRoom(room.sessionId);
    const opening: unknown = await media.openRoom(room).catch((reason: unknown) => reason);
    expect(opening).to.be.instanceOf(MediaError).and.to.have.property('kind', 'engine');
  });

  it('takes a Janus that hangs for one that died', async () => {
    await publish('ann', 'publish');
    janus.signal('SIGSTOP');
    await until(() => named('engine.down').length === 1, { what: 'engine.down' });
    janus.signal('SIGCONT');
    await until(() => named('engine.up').length === 1, { what: 'engine.up' });
    await publish('ann', 'republish');
    await receive('bob', 'ann');
  });

  it('removes handles that nobody owns', async () => {
    await publish('ann', 'publish');
    const admin = new JanusAdmin({ url: janus.address.adminUrl, adminSecret: janus.address.adminSecret });
    const [sessionId = NaN] = await admin.listSessions();
    const before = await admin.listHandles(sessionId);
    await strayHandle(sessionId);
    expect(await admin.listHandles(sessionId)).to.have.length(before.length + 1);
    expect(await media.reconcile()).to.deep.equal({ handles: 0, rooms: 0 });
    expect(await media.reconcile()).to.deep.equal({ handles: 1, rooms: 0 });
    expect(await admin.listHandles(sessionId)).to.have.members([...before]);
    admin.close();
    await receive('bob', 'ann');
  });

  it('removes the room of a node that was killed', async () => {
    const id = randomUUID();
    const killed = await nodeThatDies(id);
    await media.openRoom({ ...room, sessionId: 'other' });
    const admin = new JanusAdmin({ url: janus.address.adminUrl, adminSecret: janus.address.adminSecret });
    await until(async () => !(await admin.listSessions()).includes(killed), {
      what: 'Janus forgets the session',
    });
    admin.close();
    expect(await media.reconcile()).to.deep.equal({ handles: 0, rooms: 0 });
    expect(await media.reconcile()).to.deep.equal({ handles: 0, rooms: 1 });
    expect(await media.reconcile()).to.deep.equal({ handles: 0, rooms: 0 });
  });

  /** A handle in the node's own session that the node knows nothing of, as after an attach that timed out. */
  async function strayHandle(sessionId: number): Promise<void> {
    const socket = await JanusSocket.open({
      url: janus.address.url,
      protocol: 'janus-protocol',
      timeoutMs: 2000,
    });
    const base = { apisecret: janus.address.apiSecret, session_id: sessionId };
    await socket.request({ janus: 'attach', plugin: 'janus.plugin.videoroom', ...base });
    socket.close();
  }

  /** A node that makes a room and goes without a word; gives its Janus session. */
  async function nodeThatDies(sessionId: string): Promise<number> {
    const transport = new JanusTransport(
      { ...janus.address, log },
      { onUp: () => Promise.resolve(), onDown: () => undefined },
    );
    transport.start();
    const link = await transport.whenUp({ untilMs: performance.now() + 5000 });
    if (!link) throw new Error('Janus is away.');
    await createRoom(await link.attach(), { ...room, sessionId }, ownerMark(link));
    link.close();
    await until(() => transport.link === null, { what: 'the link is lost' });
    await transport.stop();
    return link.sessionId;
  }
});
