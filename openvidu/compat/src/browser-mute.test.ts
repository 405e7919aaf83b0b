import { expect } from 'chai';
import { useClassroom } from './browser/classroom.js';
import { hearsSilence, hearsSound, seesAndHears } from './browser/media.js';
import { openSession } from './support/rest.js';

describe('openvidu-browser: muting', () => {
  const room = useClassroom();

  it('M6 tells the others of a mute, silences the sound, and brings it back', async () => {
    const session = await openSession('mute');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await ann.publish();
    await seesAndHears(bob, streamId);
    await ann.call('setAudio', false);
    const muted = await bob.hears('streamPropertyChanged', { streamId, property: 'audioActive' });
    expect(muted).to.include({ newValue: false, reason: 'publishAudio', connectionId: ann.id });
    await hearsSilence(bob, streamId);
    await ann.call('setAudio', true);
    await bob.hears('streamPropertyChanged', { streamId, property: 'audioActive', newValue: true });
    await hearsSound(bob, streamId);
  });

  it('M6 shows a late joiner what is muted now', async () => {
    const session = await openSession('late');
    const [ann, bob] = [await room.classroom.join(session, 'ann'), await room.classroom.join(session, 'bob')];
    const streamId = await ann.publish();
    await ann.call('setAudio', false);
    await ann.call('setVideo', false);
    await bob.hears('streamPropertyChanged', { streamId, property: 'audioActive', newValue: false });
    await bob.hears('streamPropertyChanged', { streamId, property: 'videoActive', newValue: false });
    const eve = await room.classroom.join(session, 'eve');
    expect(await eve.hears('streamCreated', { streamId })).to.include({
      audioActive: false,
      videoActive: false,
    });
    await ann.call('setVideo', true);
    await ann.call('setAudio', true);
    await eve.hears('streamPropertyChanged', { streamId, property: 'videoActive', newValue: true });
    await eve.hears('streamPropertyChanged', { streamId, property: 'audioActive', newValue: true });
    await seesAndHears(eve, streamId);
  });

  it('M6 starts muted when asked to', async () => {
    const session = await openSession('start');
    const ann = await room.classroom.join(session, 'ann');
    const streamId = await ann.publish({ audioActive: false });
    const bob = await room.classroom.join(session, 'bob');
    expect(await bob.hears('streamCreated', { streamId })).to.include({
      audioActive: false,
      videoActive: true,
    });
  });
});
