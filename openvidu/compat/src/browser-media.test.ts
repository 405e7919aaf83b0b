import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { hearsSound, sees, seesAndHears } from './browser/media.js';
import { openSession, rest } from './support/rest.js';
import type { Json } from './support/rest.js';

describe('openvidu-browser: media', () => {
  const room = useClassroom();

  it('M1 M2 publishes camera and microphone to another, who decodes frames of that size and receives sound', async () => {
    const session = await openSession('two');
    const [ann, bob] = await Promise.all([
      room.classroom.join(session, 'ann'),
      room.classroom.join(session, 'bob'),
    ]);
    const streamId = await ann.publish();
    const shownAt = (await bob.hears('streamCreated', { streamId })).at;
    const playingAt = (await bob.hears('streamPlaying', { streamId })).at;
    expect(playingAt - shownAt, 'milliseconds until it plays').to.be.below(4000);
    expect(await sees(bob, streamId)).to.include({ width: 320, height: 240 });
    await hearsSound(bob, streamId);
    expect(bob.heard('streamCreated', { streamId }), 'told once').to.have.length(1);
    expect(bob.heard('exception')).to.deep.equal([]);
  });

  it('M4 lets three see and hear each other: three publishing peers, six subscribing ones', async () => {
    const session = await openSession('three');
    const people = await Promise.all(['ann', 'bob', 'eve'].map((name) => room.classroom.join(session, name)));
    const streams = await Promise.all(people.map((person) => person.publish()));
    for (const [index, person] of people.entries()) {
      const others = streams.filter((_, other) => other !== index);
      await Promise.all(others.map((streamId) => person.hears('streamPlaying', { streamId })));
      await Promise.all(others.map((streamId) => seesAndHears(person, streamId)));
      const reports = await person.reports();
      expect(
        reports.filter(({ direction }) => direction === 'in').map(({ streamId }) => streamId),
      ).to.have.members(others);
      expect(reports.filter(({ direction }) => direction === 'out')).to.have.length(1);
    }
  });

  it('M3 carries sound alone', async () => {
    const session = await openSession('sound');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await ann.publish({ video: false });
    expect(streamId).to.match(/^str_MIC_/);
    await hearsSound(bob, streamId);
    expect((await bob.report(streamId))?.frames, 'frames').to.equal(0);
    const { json } = await rest('GET', `/sessions/${session.sessionId}/connection/${ann.id}`);
    expect((json['publishers'] as Json[])[0]?.['mediaOptions'], 'R5').to.deep.equal({
      hasAudio: true,
      audioActive: true,
      hasVideo: false,
      filter: {},
    });
  });

  it('M3 carries pictures alone', async () => {
    const session = await openSession('pictures');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await ann.publish({ audio: false });
    expect(await sees(bob, streamId)).to.include({ audioPackets: 0 });
  });

  it('lets a SUBSCRIBER watch, and a late joiner see what was published before', async () => {
    const session = await openSession('late');
    const ann = await room.classroom.join(session, 'ann');
    const streamId = await ann.publish();
    const bob = await room.classroom.join(session, 'bob', { connection: { role: 'SUBSCRIBER' as never } });
    await seesAndHears(bob, streamId);
  });

  it('M5 connects directly a client whose candidates never reach the server', async () => {
    const session = await openSession('candidates');
    const mediaCable = room.classroom.mediaCable();
    const ann = await room.classroom.join(session, 'ann', { mediaCable });
    const bob = await room.classroom.join(session, 'bob');
    const streamId = await ann.publish();
    await seesAndHears(bob, streamId);
    expect(mediaCable.passed, 'packets through the test’s own proxy').to.be.above(50);
  });

  it('M7 replaces the camera without a new negotiation', async () => {
    const session = await openSession('replace');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await ann.publish();
    await sees(bob, streamId);
    await ann.call('replaceVideoTrack', 240, 180);
    const changed = await bob.hears('streamPropertyChanged', { streamId, property: 'videoTrack' });
    expect(changed.reason).to.equal('trackReplaced');
    expect(changed.newValue).to.have.property('label').that.is.a('string');
    expect((await sees(bob, streamId)).ice).to.be.oneOf(['connected', 'completed']);
    expect(ann.heard('streamDestroyed').concat(bob.heard('streamDestroyed'))).to.deep.equal([]);
  });

  it('M8 takes a stream off and publishes anew under another id', async () => {
    const session = await openSession('again');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const first = await ann.publish();
    await sees(bob, first);
    await ann.call('unpublish');
    await bob.hears('streamDestroyed', { streamId: first, reason: 'unpublish' });
    const second = await ann.publish();
    expect(second).not.to.equal(first);
    await seesAndHears(bob, second);
  });

  it('M9 carries a screen beside the camera as a second connection of one person', async () => {
    const session = await openSession('screen');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const camera = await ann.publish();
    const screen = await ann.secondSeat('ann’s screen');
    await screen.connect((await session.createConnection()).token, { watch: false });
    const shared = await screen.publish({ screen: true, audio: false });
    expect(shared).to.match(/^str_SCR_/);
    expect((await bob.hears('streamCreated', { streamId: shared })).typeOfVideo).to.equal('SCREEN');
    expect((await bob.hears('streamCreated', { streamId: camera })).typeOfVideo).to.equal('CAMERA');
    await Promise.all([sees(bob, shared), sees(bob, camera)]);
    await screen.call('resizeScreen', 400, 300);
    const resized = await bob.hears('streamPropertyChanged', {
      streamId: shared,
      property: 'videoDimensions',
    });
    expect(resized.reason).to.equal('screenResized');
    expect(resized.newValue).to.include.keys('width', 'height');
  });

  it('M10 stops delivery to the one who unsubscribes, goes on for the other, and comes back on demand', async () => {
    const session = await openSession('unsubscribe');
    const [ann, bob, eve] = await Promise.all([
      room.classroom.join(session, 'ann'),
      room.classroom.join(session, 'bob'),
      room.classroom.join(session, 'eve'),
    ]);
    const streamId = await ann.publish();
    await Promise.all([sees(bob, streamId), sees(eve, streamId)]);
    await bob.call('unsubscribe', streamId);
    expect(await bob.report(streamId), 'what is left of it at bob').to.equal(undefined);
    const { json } = await rest('GET', `/sessions/${session.sessionId}/connection/${bob.id}`);
    expect(json['subscribers']).to.deep.equal([]);
    await sees(eve, streamId);
    await bob.call('subscribe', streamId);
    await seesAndHears(bob, streamId);
  });
});
