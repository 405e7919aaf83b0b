import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pino from 'pino';
import { MediaError, type MediaEvent, type RoomSpec } from '../session/media-port.js';
import { JanusAdmin } from './admin.js';
import { JanusMedia } from './janus-media.js';
import { testJanus, type JanusAddress } from './test/janus-process.js';
import { pumpMedia, RtcReceiver, RtcSender } from './test/rtc-peer.js';
import { until } from '@seodang/testing/until';

describe('JanusMedia', function () {
  this.timeout(40_000);
  let janus: { address: JanusAddress; stop(): Promise<void> };
  let media: JanusMedia;
  let room: RoomSpec;
  let events: MediaEvent[];
  const closing: (() => void)[] = [];

  before(async () => {
    janus = await testJanus();
  });
  after(() => janus.stop());

  beforeEach(async () => {
    events = [];
    media = new JanusMedia({ ...janus.address, log: pino({ level: 'silent' }) });
    media.onEvent((event) => events.push(event));
    media.start();
    room = {
      sessionId: `ses_${randomUUID()}`,
      videoCodecs: ['vp8', 'h264', 'vp9'],
      maxVideoBitrateBps: 2_000_000,
    };
    await media.openRoom(room);
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await media.stop();
  });

  const ref = (connectionId: string, publisherId = connectionId) => ({
    sessionId: room.sessionId,
    connectionId,
    streamId: `str_${publisherId}`,
  });
  const named = (name: MediaEvent['name']) => events.filter((event) => event.name === name);

  async function publish(connectionId: string, how: 'publish' | 'republish' = 'publish'): Promise<RtcSender> {
    const sender = new RtcSender();
    const pump = pumpMedia(sender);
    closing.push(() => {
      pump.stop();
      sender.close();
    });
    const request = { ...ref(connectionId), sdpOffer: await sender.offer(), hasAudio: true, hasVideo: true };
    sender.accept((await media[how](request)).sdpAnswer);
    return sender;
  }

  async function subscribe(connectionId: string, publisherId: string): Promise<RtcReceiver> {
    const { sdpOffer } = await media.offerSubscription(ref(connectionId, publisherId));
    const receiver = new RtcReceiver();
    closing.push(() => {
      receiver.close();
    });
    await media.answerSubscription(ref(connectionId, publisherId), await receiver.answer(sdpOffer));
    return receiver;
  }

  const packetsCome = (receiver: RtcReceiver) => {
    const before = receiver.packets;
    return until(() => receiver.packets > before + 50, { what: 'packets arrive' });
  };

  /** Handles that the node's Janus session really has, the room keeper's own not counted. */
  async function handlesInJanus(): Promise<number> {
    const admin = new JanusAdmin({ url: janus.address.adminUrl, adminSecret: janus.address.adminSecret });
    const counts = await Promise.all(
      (await admin.listSessions()).map(async (id) => (await admin.listHandles(id)).length),
    );
    admin.close();
    return counts.reduce((sum, count) => sum + count, 0) - 1;
  }

  const failure = async (act: Promise<unknown>): Promise<MediaError> => {
    const error: unknown = await act.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(MediaError);
    return error as MediaError;
  };

  it('carries packets from a publisher to a subscriber', async () => {
    await publish('ann');
    const receiver = await subscribe('bob', 'ann');
    await packetsCome(receiver);
    expect(named('stream.connected')).to.deep.equal([{ name: 'stream.connected', stream: ref('ann') }]);
  });

  it('offers a subscription as soon as the publisher connects, when it was asked for before', async () => {
    const sender = new RtcSender();
    const pump = pumpMedia(sender);
    closing.push(() => {
      pump.stop();
      sender.close();
    });
    const sdpOffer = await sender.offer();
    const { sdpAnswer } = await media.publish({ ...ref('ann'), sdpOffer, hasAudio: true, hasVideo: true });
    const subscribing = subscribe('bob', 'ann');
    sender.accept(sdpAnswer);
    await packetsCome(await subscribing);
  });

  it('serves twenty subscriptions that are asked for at once', async () => {
    await publish('ann');
    const receivers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => subscribe(`viewer${nth}`, 'ann')),
    );
    await Promise.all(receivers.map(packetsCome));
    expect(await handlesInJanus()).to.equal(21);
  });

  it('replaces a publishing peer under the same stream and tells who has to be offered anew', async () => {
    const before = await publish('ann');
    await packetsCome(await subscribe('bob', 'ann'));
    before.close();
    await publish('ann', 'republish');
    await until(() => named('stream.replaced').length === 1, { what: 'stream.replaced' });
    expect(named('stream.replaced')).to.deep.equal([
      { name: 'stream.replaced', stream: ref('ann'), staleSubscribers: ['bob'] },
    ]);
    await packetsCome(await subscribe('bob', 'ann'));
    expect(await handlesInJanus()).to.equal(2);
  });

  it('remembers a subscriber whose wait for the publisher was in vain', async () => {
    const before = await publish('ann');
    await packetsCome(await subscribe('bob', 'ann'));
    before.close();
    const neverConnects = new RtcSender();
    const sdpOffer = await neverConnects.offer();
    await media.republish({ ...ref('ann'), sdpOffer, hasAudio: true, hasVideo: true });
    neverConnects.close();
    expect((await failure(media.offerSubscription(ref('bob', 'ann')))).kind).to.equal('timeout');
    await publish('ann', 'republish');
    await until(() => named('stream.replaced').length === 1, { what: 'stream.replaced' });
    expect(named('stream.replaced')).to.deep.equal([
      { name: 'stream.replaced', stream: ref('ann'), staleSubscribers: ['bob'] },
    ]);
  });

  it('leaves no handle of a connection that is released', async () => {
    await publish('ann');
    await publish('bob');
    await Promise.all([subscribe('ann', 'bob'), subscribe('bob', 'ann'), subscribe('eve', 'ann')]);
    expect(await handlesInJanus()).to.equal(5);
    await media.releaseConnection({ sessionId: room.sessionId, connectionId: 'ann' });
    expect(await handlesInJanus()).to.equal(1);
  });

  it('ends a subscription that still waits when its connection leaves', async () => {
    const sender = new RtcSender();
    const sdpOffer = await sender.offer();
    await media.publish({ ...ref('ann'), sdpOffer, hasAudio: true, hasVideo: true });
    const waiting = failure(media.offerSubscription(ref('bob', 'ann')));
    await media.releaseConnection({ sessionId: room.sessionId, connectionId: 'bob' });
    expect((await waiting).kind).to.equal('subscription-unknown');
    const alsoWaiting = failure(media.offerSubscription(ref('bob', 'ann')));
    await media.unpublish(ref('ann'));
    expect((await alsoWaiting).kind).to.equal('stream-unknown');
    sender.close();
    expect(await handlesInJanus()).to.equal(0);
  });

  it('refuses a broken offer and keeps nothing of it', async () => {
    const sender = new RtcSender();
    const good = await sender.offer();
    sender.close();
    const broken = [
      'hello',
      '',
      'v=0\r\n',
      good.replace(/^m=video .*/m, 'm=video x y z'),
      good.replace(/a=ice-pwd:.*/g, 'a=ice-pwd:short'),
      good.replace(/a=fingerprint:.*\r\n/g, ''),
      good + 'x'.repeat(60_000),
    ];
    for (const sdpOffer of broken) {
      const error = await failure(media.publish({ ...ref('ann'), sdpOffer, hasAudio: true, hasVideo: true }));
      expect(error.kind, sdpOffer.slice(0, 80)).to.equal('sdp');
    }
    expect(await handlesInJanus()).to.equal(0);
    await publish('ann');
  });

  it('refuses an offer that Janus itself cannot read, and keeps nothing of it', async () => {
    const sender = new RtcSender();
    const sdpOffer = (await sender.offer()).replace(/^o=.*$/m, 'o=').replace(/^t=.*$/m, 't=later');
    sender.close();
    const error = await failure(media.publish({ ...ref('ann'), sdpOffer, hasAudio: true, hasVideo: true }));
    expect(error.kind).to.equal('sdp');
    expect(await handlesInJanus()).to.equal(0);
  });

  it('refuses an offer without the codec of the room', async () => {
    const strict = { ...room, sessionId: `ses_${randomUUID()}`, videoCodecs: ['h264'] as const };
    await media.openRoom(strict);
    const sender = new RtcSender();
    const request = { ...ref('ann'), sessionId: strict.sessionId, hasAudio: true, hasVideo: true };
    const error = await failure(media.publish({ ...request, sdpOffer: await sender.offer() }));
    sender.close();
    expect(error.kind).to.equal('codec-missing');
  });

  it('refuses a broken answer and takes a good one after it', async () => {
    await publish('ann');
    const { sdpOffer } = await media.offerSubscription(ref('bob', 'ann'));
    expect((await failure(media.answerSubscription(ref('bob', 'ann'), 'v=0\r\nhello'))).kind).to.equal('sdp');
    const receiver = new RtcReceiver();
    closing.push(() => {
      receiver.close();
    });
    await media.answerSubscription(ref('bob', 'ann'), await receiver.answer(sdpOffer));
    await packetsCome(receiver);
  });

  it('says so when there is nothing to subscribe to or to answer', async () => {
    expect((await failure(media.offerSubscription(ref('bob', 'nobody')))).kind).to.equal('stream-unknown');
    expect((await failure(media.answerSubscription(ref('bob', 'nobody'), 'v=0'))).kind).to.equal(
      'subscription-unknown',
    );
  });

  it('takes candidates before their peers, for nobody, and without sense', async () => {
    const candidate = {
      candidate: 'candidate:1 1 udp 2113937151 127.0.0.100 9 typ host',
      sdpMid: '0',
      sdpMLineIndex: 0,
    };
    const peer = { direction: 'publish', sessionId: room.sessionId, connectionId: 'ann' } as const;
    for (let nth = 0; nth < 200; nth++) {
      media.addCandidate(peer, candidate);
      media.addCandidate({ ...peer, direction: 'subscribe', publisherId: `nobody${nth}` }, candidate);
      media.addCandidate(peer, { ...candidate, candidate: `candidate:${'\u0000'.repeat(nth)}` });
    }
    media.addCandidate({ ...peer, sessionId: 'no such session' }, candidate);
    await publish('ann');
    await packetsCome(await subscribe('bob', 'ann'));
  });

  it('describes a peer by the admin API', async () => {
    await publish('ann');
    await packetsCome(await subscribe('bob', 'ann'));
    const peer = { sessionId: room.sessionId, connectionId: 'bob', publisherId: 'ann' };
    const description = await media.describePeer({ ...peer, direction: 'subscribe' });
    expect(description?.endpointName).to.equal('bob_str_ann');
    expect(description?.localSdp).to.match(/^v=0/);
    expect(description?.remoteSdp).to.match(/^v=0/);
    expect(description?.localCandidate).to.contain('127.0.0.100');
    expect(description?.remoteCandidate).to.contain('127.0.0.100');
    expect(await media.describePeer({ ...peer, connectionId: 'eve', direction: 'subscribe' })).to.equal(null);
  });

  it('opens and closes a room as often as it is told', async () => {
    await Promise.all([media.openRoom(room), media.openRoom(room)]);
    await media.closeRoom(room.sessionId);
    await media.closeRoom(room.sessionId);
    await Promise.all([media.openRoom(room), media.closeRoom(room.sessionId)]);
    await media.openRoom(room);
    await publish('ann');
  });
});
