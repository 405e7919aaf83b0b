import { expect } from 'chai';
import { closeSessions, openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';
import { Member } from './support/member.js';
import type { RpcError } from './support/rpc.js';
import { SDP_OFFER } from './support/sdp-offer.js';
import { there } from './support/there.js';

const codeOf = (work: Promise<unknown>): Promise<number | string> =>
  work.then(
    (value) => `no error but ${JSON.stringify(value)}`,
    (error: unknown) => (error as RpcError).code,
  );

describe('RPC: streams', () => {
  afterEach(closeSessions);

  async function pair(stem: string): Promise<[Member, Member]> {
    const session = await openSession(stem);
    return [await Member.join(session, { role: 'MODERATOR' as never }), await Member.join(session)];
  }

  it('answers publishVideo with answer, stream id and time, then tells the others once', async () => {
    const [ann, bob] = await pair('publish');
    const result = await ann.rpc.request('publishVideo', {
      doLoopback: false,
      hasAudio: true,
      hasVideo: true,
      audioActive: false,
      videoActive: true,
      typeOfVideo: 'SCREEN',
      frameRate: 15,
      videoDimensions: '{"width":1280,"height":720}',
      sdpOffer: SDP_OFFER,
    });
    expect(result['sdpAnswer']).to.match(/^v=0/);
    expect(result['id']).to.match(new RegExp(`^str_SCR_[A-Z][A-Za-z0-9]{3}_${ann.id}$`));
    const told = await bob.rpc.notified('participantPublished');
    expect(told['id']).to.equal(ann.id);
    const [stream, ...more] = told['streams'] as Json[];
    expect(more, 'exactly one stream').to.deep.equal([]);
    expect(stream).to.deep.include({
      id: result['id'],
      createdAt: result['createdAt'],
      hasAudio: true,
      hasVideo: true,
      audioActive: false,
      videoActive: true,
      typeOfVideo: 'SCREEN',
      frameRate: 15,
      videoDimensions: '{"width":1280,"height":720}',
    });
    await ann.rpc.request('sendMessage', { message: '{"to":[],"data":"","type":"signal:end"}' });
    await bob.rpc.notified('sendMessage', { type: 'signal:end' });
    const published = bob.rpc.notifications.filter(({ method }) => method === 'participantPublished');
    expect(published, 'told once').to.have.length(1);
    expect(ann.rpc.find('participantPublished'), 'the publisher itself').to.equal(undefined);
  });

  it('names a stream without video MIC and gives it no dimensions', async () => {
    const [ann, bob] = await pair('mic');
    const result = await ann.rpc.request('publishVideo', {
      doLoopback: false,
      hasAudio: true,
      hasVideo: false,
      audioActive: true,
      frameRate: -1,
      sdpOffer: SDP_OFFER,
    });
    expect(result['id']).to.match(/^str_MIC_/);
    const told = await bob.rpc.notified('participantPublished');
    const [stream] = told['streams'] as Json[];
    expect(stream).to.include({ hasAudio: true, hasVideo: false, audioActive: true });
    expect(there(stream)['videoDimensions'] ?? null, 'videoDimensions').to.equal(null);
  });

  it('answers 106 to a second stream of one connection, also when both are asked for at once', async () => {
    const [ann, bob] = await pair('second');
    await ann.publish();
    expect(await codeOf(ann.publish()), 'one after the other').to.equal(106);
    const both = await Promise.all([codeOf(bob.publish()), codeOf(bob.publish())]);
    expect(
      both.filter((code) => code === 106),
      `at once: ${both.join(' / ')}`,
    ).to.have.length(1);
  });

  it('answers an offer that is no SDP with an error and lets the member try again', async () => {
    const [ann] = await pair('garbage');
    expect(await codeOf(ann.publish({ sdpOffer: 'v=0\r\nrubbish' })), 'CE: 302').to.be.a('number');
    expect(await ann.publish()).to.match(/^str_CAM_/);
  });

  it('answers 105 to unpublishing what is not published, and gives a new stream id the next time', async () => {
    const [ann, bob] = await pair('again');
    expect(await codeOf(ann.rpc.request('unpublishVideo', {}))).to.equal(105);
    const first = await ann.publish();
    await ann.rpc.request('unpublishVideo', {});
    expect(await bob.rpc.notified('participantUnpublished')).to.deep.equal({
      connectionId: ann.id,
      reason: 'unpublish',
    });
    expect(ann.rpc.find('participantUnpublished'), 'the publisher itself').to.equal(undefined);
    expect(await ann.publish())
      .to.be.a('string')
      .and.not.equal(first);
  });

  it('answers 102 or 105 to watching what is not there, what was taken off, and oneself', async () => {
    const [ann, bob] = await pair('watch');
    const streamId = await ann.publish();
    await bob.rpc.notified('participantPublished');
    await ann.rpc.request('unpublishVideo', {});
    await bob.rpc.notified('participantUnpublished');
    expect(await codeOf(bob.subscribe(streamId)), 'taken off').to.equal(105);
    expect(await codeOf(bob.subscribe('str_CAM_AbCd_con_Nobody1234')), 'nobody').to.equal(102);
    const own = await bob.publish();
    expect(await codeOf(bob.subscribe(own)), 'oneself').to.equal(105);
    expect(
      await codeOf(bob.rpc.request('unsubscribeFromVideo', { sender: 'con_Nobody1234' })),
      'unsubscribe',
    ).to.equal(102);
  });

  it('passes property changes on as text, keeps them for later joiners, and does not echo them', async () => {
    const session = await openSession('property');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const streamId = await ann.publish();
    const change = (property: string, newValue: unknown, reason: string) =>
      ann.rpc.request('streamPropertyChanged', { streamId, property, newValue, reason });
    await change('audioActive', false, 'publishAudio');
    await change('videoDimensions', '{"width":320,"height":180}', 'deviceRotated');
    await change('videoTrack', { label: 'Other camera' }, 'trackReplaced');
    const base = { connectionId: ann.id, streamId };
    expect(await bob.rpc.notified('streamPropertyChanged', { property: 'audioActive' })).to.deep.equal({
      ...base,
      property: 'audioActive',
      newValue: 'false',
      reason: 'publishAudio',
    });
    const size = await bob.rpc.notified('streamPropertyChanged', { property: 'videoDimensions' });
    expect(JSON.parse(JSON.parse(String(size['newValue'])) as string), 'encoded twice').to.deep.equal({
      width: 320,
      height: 180,
    });
    const track = await bob.rpc.notified('streamPropertyChanged', { property: 'videoTrack' });
    expect(JSON.parse(String(track['newValue']))).to.deep.equal({ label: 'Other camera' });
    expect(ann.rpc.find('streamPropertyChanged'), 'what the publisher heard').to.equal(undefined);
    const late = await Member.join(session);
    const seen = (late.joined['value'] as Json[]).find((one) => one['id'] === ann.id);
    expect((there(seen)['streams'] as Json[])[0]).to.include({
      audioActive: false,
      videoDimensions: '{"width":320,"height":180}',
    });
  });

  it('changes only the stream of who asks, whatever stream id they name', async () => {
    const session = await openSession('foreign');
    const [ann, bob] = [await Member.join(session), await Member.join(session)];
    const [streamId, own] = [await ann.publish(), await bob.publish()];
    const request = { streamId, property: 'audioActive', newValue: false, reason: 'publishAudio' };
    await bob.rpc.request('streamPropertyChanged', request).catch(() => undefined);
    const { json } = await rest('GET', `/sessions/${session.sessionId}`);
    const active = ((json['connections'] as Json)['content'] as Json[]).flatMap((one) =>
      (one['publishers'] as Json[]).map((publisher) => [
        publisher['streamId'],
        (publisher['mediaOptions'] as Json)['audioActive'],
      ]),
    );
    expect(Object.fromEntries(active) as Json, 'ann stays as she is').to.include({ [streamId]: true });
    expect(active.map(([id]) => id)).to.have.members([streamId, own]);
  });

  it('shows what is published in REST, with the dimensions as text', async () => {
    const session = await openSession('rest');
    const ann = await Member.join(session);
    const streamId = await ann.publish();
    const { json } = await rest('GET', `/sessions/${session.sessionId}/connection/${ann.id}`);
    const [publisher, ...more] = json['publishers'] as Json[];
    expect(more).to.deep.equal([]);
    expect(publisher).to.include({ streamId });
    expect(there(publisher)['createdAt']).to.be.a('number');
    expect(there(publisher)['mediaOptions']).to.deep.equal({
      hasAudio: true,
      audioActive: true,
      hasVideo: true,
      videoActive: true,
      typeOfVideo: 'CAMERA',
      frameRate: -1,
      videoDimensions: '{"width":640,"height":480}',
      filter: {},
    });
  });

  it('answers candidates, also empty ones and those for nobody, without falling over', async () => {
    const [ann, bob] = await pair('candidates');
    const candidate =
      'candidate:1 1 udp 2113937151 127.0.0.1 50000 typ host generation 0 ufrag x network-cost 999';
    const send = (endpointName: string, text: string) =>
      ann.rpc.rawRequest('onIceCandidate', { endpointName, candidate: text, sdpMid: '0', sdpMLineIndex: 0 });
    for (const [endpoint, text] of [
      [ann.id, candidate],
      [bob.id, candidate],
      [ann.id, ''],
      ['con_Nobody1234', candidate],
    ] as const) {
      expect(await send(endpoint, text), `${endpoint} ${text}`).to.satisfy(
        (answer: Json) => 'result' in answer || 'error' in answer,
      );
    }
    expect(await ann.publish(), 'a candidate before its offer').to.match(/^str_CAM_/);
  });

  it('M11 either sends a stream back to its sender or says in an error that it cannot', async () => {
    const [ann] = await pair('loopback');
    const answer = await ann
      .publish({ doLoopback: true, sdpOffer: SDP_OFFER.replaceAll('sendonly', 'sendrecv') })
      .then(
        (streamId) => ({ streamId }),
        (error: unknown) => ({ code: (error as RpcError).code }),
      );
    if ('streamId' in answer) return;
    expect(answer.code, 'a code of the media family').to.be.within(300, 399);
    expect(await ann.publish(), 'publishing without it').to.match(/^str_CAM_/);
  });

  it('answers videoData and echo', async () => {
    const [ann] = await pair('small');
    await ann.publish();
    await ann.rpc.request('videoData', { height: 480, width: 640, videoActive: true, audioActive: true });
    await ann.rpc.request('echo', {}, { withinMs: 3000 });
  });

  it('refuses filters with 401 or 406, and speech to text with 997', async () => {
    const [ann, bob] = await pair('filters');
    const streamId = await ann.publish();
    const filter = { streamId, type: 'GStreamerFilter', options: '{"command":"videoflip"}' };
    expect(await codeOf(bob.rpc.request('applyFilter', filter)), 'not the owner').to.be.oneOf([401, 406]);
    expect(await codeOf(ann.rpc.request('removeFilter', { streamId })), 'none applied').to.be.oneOf([
      401, 406,
    ]);
    expect(
      await codeOf(ann.rpc.request('subscribeToSpeechToText', { connectionId: bob.id, lang: 'en-US' })),
    ).to.equal(997);
  });
});
