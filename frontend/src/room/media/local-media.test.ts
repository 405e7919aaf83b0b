import { expect } from 'chai';
import { FakeDevices, memory, type FakeTrack } from '../../../test/fake-media.js';
import { LocalMedia } from './local-media.js';

describe('LocalMedia', () => {
  it('asks for camera and microphone in one question', async () => {
    const devices = new FakeDevices();
    const local = new LocalMedia(devices.asBrowser, memory());
    await local.open('small');
    expect(devices.asked).to.have.length(1);
    expect(local.state.value.microphone.track).to.not.equal(null);
    expect(local.state.value.camera.track).to.not.equal(null);
  });

  it('does not let a missing camera keep the microphone back', async () => {
    const devices = new FakeDevices();
    devices.refuse = { video: 'NotFoundError' };
    const local = new LocalMedia(devices.asBrowser, memory());
    await local.open('small');
    expect(local.state.value.microphone).to.include({ trouble: null, on: true });
    expect(local.state.value.camera).to.include({ trouble: 'missing', on: false, track: null });
  });

  it('says that a camera is taken by another app', async () => {
    const devices = new FakeDevices();
    devices.refuse = { video: 'NotReadableError' };
    const local = new LocalMedia(devices.asBrowser, memory());
    await local.open('small');
    expect(local.state.value.camera.trouble).to.equal('in-use');
  });

  it('says that a page without https has no devices', async () => {
    const local = new LocalMedia(undefined, memory());
    await local.open('small');
    expect(local.state.value.microphone.trouble).to.equal('insecure');
  });

  it('does not touch a camera that was off the last time', async () => {
    const devices = new FakeDevices();
    const local = new LocalMedia(devices.asBrowser, memory({ cameraOn: false }));
    await local.open('small');
    expect(devices.opened.map(({ kind }) => kind)).to.deep.equal(['audio']);
  });

  it('remembers what was chosen', async () => {
    const kept = memory();
    const local = new LocalMedia(new FakeDevices().asBrowser, kept);
    await local.open('small');
    await local.toggle('microphone');
    await local.choose('camera', 'other');
    expect(kept.read()).to.include({ microphoneOn: false, cameraId: 'other' });
  });

  it('mutes without closing the microphone, so that unmuting takes no time', async () => {
    const local = new LocalMedia(new FakeDevices().asBrowser, memory());
    await local.open('small');
    await local.toggle('microphone');
    expect(local.state.value.microphone.track?.readyState).to.equal('live');
  });

  it('notices a device that was pulled out', async () => {
    const local = new LocalMedia(new FakeDevices().asBrowser, memory());
    await local.open('small');
    (local.state.value.microphone.track as unknown as FakeTrack).unplug();
    expect(local.state.value.microphone).to.include({ trouble: 'lost', on: false, track: null });
  });

  it('opens a device that was allowed later', async () => {
    const devices = new FakeDevices();
    devices.refuse = { audio: 'NotAllowedError', video: 'NotAllowedError' };
    const local = new LocalMedia(devices.asBrowser, memory());
    await local.open('small');
    devices.refuse = {};
    await local.toggle('microphone', true);
    expect(local.state.value.microphone).to.include({ trouble: null, on: true });
  });

  it('lets go of everything at the end', async () => {
    const devices = new FakeDevices();
    const local = new LocalMedia(devices.asBrowser, memory());
    await local.open('small');
    local.close();
    expect(devices.opened.every(({ readyState }) => readyState === 'ended')).to.equal(true);
  });
});
