import type { JoinTicket } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { FakeDevices, FakePort, FakeWaits, memory, settled, ticket, who } from '../../../test/fake-media.js';
import { ApiError } from '../../shared/errors.js';
import { LessonSession } from './lesson-session.js';
import { LocalMedia } from './local-media.js';
import { MediaError } from './media-port.js';

interface Given {
  readonly remembered?: Parameters<typeof memory>[0];
  readonly devices?: FakeDevices;
  readonly role?: JoinTicket['role'];
}

async function room(more: Given = {}) {
  const port = new FakePort();
  const waits = new FakeWaits();
  const devices = more.devices ?? new FakeDevices();
  const local = new LocalMedia(devices.asBrowser, memory(more.remembered));
  const refusals: Error[] = [];
  const asked: (string | undefined)[] = [];
  const seat: { role: JoinTicket['role'] } = { role: more.role ?? 'PUBLISHER' };
  const session = new LessonSession({
    port,
    local,
    ticket: (renews) => {
      asked.push(renews);
      const refusal = refusals.shift();
      return refusal === undefined
        ? Promise.resolve({ ...ticket('con_1'), role: seat.role })
        : Promise.reject(refusal);
    },
    now: () => waits.nowMs,
    wait: waits.wait,
  });
  await local.open('small');
  session.send({ type: 'devices-settled' });
  return { port, waits, local, session, refusals, asked, seat };
}

async function inside(more: Parameters<typeof room>[0] = {}) {
  const all = await room(more);
  all.session.send({ type: 'enter' });
  await settled();
  return all;
}

describe('LessonSession', () => {
  it('joins with a ticket and sends camera and microphone', async () => {
    const { session, port, local } = await inside();
    expect(session.state.value.phase).to.equal('live');
    expect(session.sending.value).to.equal('sending');
    const { microphone, camera } = local.state.value;
    expect(port.last.published).to.deep.equal([
      { audio: microphone.track, audioOn: true, video: camera.track },
    ]);
  });

  it('keeps a place for a camera that is off, and fills it without a new stream', async () => {
    const { port, local } = await inside({ remembered: { cameraOn: false } });
    expect(port.last.published[0]?.video).to.equal('later');
    await local.toggle('camera');
    await settled();
    expect(port.last.camera).to.deep.equal([local.state.value.camera.track]);
    expect(port.last.published).to.have.length(1);
  });

  it('closes the camera when it is switched off', async () => {
    const { port, local } = await inside();
    const { track } = local.state.value.camera;
    await local.toggle('camera');
    await settled();
    expect(track?.readyState).to.equal('ended');
    expect(port.last.camera).to.deep.equal([null]);
  });

  it('lets somebody in who has neither camera nor microphone', async () => {
    const devices = new FakeDevices();
    devices.refuse = { audio: 'NotAllowedError', video: 'NotAllowedError' };
    const { session, port } = await inside({ devices });
    expect(session.state.value.phase).to.equal('live');
    expect(port.last.published).to.deep.equal([]);
  });

  it('shows who is there, as they come and go', async () => {
    const { session, port } = await inside();
    port.last.say({ type: 'connection-opened', connectionId: 'con_A', who: who('정하영') });
    expect([...session.roster.value.values()].map((presence) => presence.who.name)).to.deep.equal(['정하영']);
    port.last.say({ type: 'connection-closed', connectionId: 'con_A' });
    expect(session.roster.value.size).to.equal(0);
  });

  it('gets a new connection after a loss, with the mutes as they are', async () => {
    const { session, port, local } = await inside();
    await local.toggle('microphone');
    port.last.say({ type: 'closed', reason: 'network' });
    await settled();
    expect(port.connections).to.have.length(2);
    expect(session.state.value.phase).to.equal('live');
    expect(port.last.published[0]?.audioOn).to.equal(false);
  });

  it('keeps the old faces until the new connection knows who is there', async () => {
    const { session, port, refusals, waits } = await inside();
    port.last.say({ type: 'connection-opened', connectionId: 'con_A', who: who('정하영') });
    refusals.push(new ApiError('client.unreachable'));
    port.last.say({ type: 'closed', reason: 'network' });
    await settled();
    expect(session.state.value.phase).to.equal('rejoining');
    expect(session.roster.value.size).to.equal(1);
    waits.pass();
    await settled();
    expect(session.roster.value.size).to.equal(0);
  });

  it('takes a lesson that ended meanwhile for the end', async () => {
    const { session, port, refusals } = await inside();
    refusals.push(new ApiError('lesson.already_ended', { status: 409 }));
    port.last.say({ type: 'closed', reason: 'network' });
    await settled();
    expect(session.state.value.phase).to.equal('ended');
  });

  it('tries again when the media server does not answer, and says so in the end', async () => {
    const { session, port, waits } = await room();
    port.refusal = new MediaError('timeout');
    session.send({ type: 'enter' });
    await settled();
    while (waits.pending.length > 0) {
      waits.pass();
      await settled();
    }
    expect(session.state.value).to.deep.include({ phase: 'failed' });
    expect(session.state.value).to.have.nested.property('failure.code', 'media.unavailable');
  });

  it('asks before it connects again, because the library never gives up by itself', async () => {
    const { port } = await inside();
    expect(port.last.options.probe).to.equal(false);
    port.last.say({ type: 'closed', reason: 'network' });
    await settled();
    expect(port.last.options.probe).to.equal(true);
  });

  it('hangs up an attempt that comes through after one has left', async () => {
    const { session, port } = await room();
    session.send({ type: 'enter' });
    session.send({ type: 'leave' });
    await settled();
    expect(session.state.value.phase).to.equal('left');
    expect(port.connections.every((connection) => connection.left)).to.equal(true);
  });

  it('says when nothing is sent, and sends again when asked', async () => {
    const { session, port } = await inside();
    port.last.say({ type: 'unpublished' });
    expect(session.sending.value).to.equal('taken-away');
    await session.sendAgain();
    expect(session.sending.value).to.equal('sending');
    expect(port.last.published).to.have.length(2);
  });

  it('sends again by itself when publishing broke with the socket', async () => {
    const { session, port, local } = await inside();
    port.last.publishFailure = new MediaError('timeout');
    port.last.say({ type: 'unpublished' });
    await session.sendAgain();
    expect(session.sending.value).to.equal('failed');
    port.last.publishFailure = null;
    port.last.say({ type: 'socket-lost' });
    port.last.say({ type: 'socket-back' });
    await settled();
    expect(session.sending.value).to.equal('sending');
    expect(local.state.value.microphone.on).to.equal(true);
  });

  describe('whose right to speak changes', () => {
    const stream = {
      streamId: 'str_A',
      hasAudio: true,
      hasVideo: true,
      audioActive: true,
      videoActive: true,
    };

    it('comes in as a listener without opening or sending anything', async () => {
      const { session, port, local } = await inside({ role: 'SUBSCRIBER' });
      expect(session.maySpeak.value).to.equal(false);
      expect(port.last.published).to.deep.equal([]);
      const { microphone, camera } = local.state.value;
      expect([microphone.on, microphone.track, camera.on, camera.track]).to.deep.equal([
        false,
        null,
        false,
        null,
      ]);
    });

    it('gets a new connection beside the living one, and turns nothing on by itself', async () => {
      const { session, port, local, asked, seat } = await inside({ role: 'SUBSCRIBER' });
      const [old] = port.connections;
      seat.role = 'PUBLISHER';
      port.last.say({ type: 'speaking-told', maySpeak: true });
      expect(session.state.value.phase).to.equal('live');
      expect(old?.left).to.equal(false);
      await settled();
      expect(asked).to.deep.equal([undefined, 'con_1']);
      expect(session.connection.value).to.equal(port.last);
      expect(old?.left).to.equal(true);
      expect(session.maySpeak.value).to.equal(true);
      expect(port.last.published).to.deep.equal([]);
      await local.toggle('microphone');
      await settled();
      expect(port.last.published).to.have.length(1);
    });

    it('sends one stream, whichever of camera and microphone is turned on first', async () => {
      const { port, local, seat } = await inside({ role: 'SUBSCRIBER' });
      seat.role = 'PUBLISHER';
      port.last.say({ type: 'speaking-told', maySpeak: true });
      await settled();
      await local.toggle('camera');
      await settled();
      expect(port.last.published.map(({ audioOn }) => audioOn)).to.deep.equal([false]);
      await local.toggle('microphone');
      await settled();
      expect(port.last.published).to.have.length(1);
      expect(port.last.microphone.at(-1)).to.equal(true);
    });

    it('shows the old connection until the pictures of the new one come', async () => {
      const { session, port, seat, waits } = await inside({ role: 'SUBSCRIBER' });
      const old = port.last;
      old.say({ type: 'connection-opened', connectionId: 'con_A', who: who('정하영') });
      seat.role = 'PUBLISHER';
      port.welcome = (connection) => {
        connection.say({ type: 'connection-opened', connectionId: 'con_A', who: who('정하영') });
        connection.say({ type: 'stream-opened', connectionId: 'con_A', stream });
      };
      old.say({ type: 'speaking-told', maySpeak: true });
      await settled();
      expect(session.connection.value).to.equal(old);
      expect(session.roster.value.size).to.equal(1);
      port.last.heard = [{ streamId: 'str_A', level: 0, connected: true }];
      waits.pass();
      await settled();
      expect(session.connection.value).to.equal(port.last);
    });

    it('is silent at once when the floor is taken, before the new connection is there', async () => {
      const { session, port, local, refusals, seat } = await inside();
      const old = port.last;
      seat.role = 'SUBSCRIBER';
      refusals.push(new ApiError('client.unreachable'));
      old.say({ type: 'speaking-told', maySpeak: false });
      expect(local.state.value.microphone).to.include({ on: false, track: null });
      await settled();
      expect(old.microphone.at(-1)).to.equal(false);
      expect(old.camera.at(-1)).to.equal(null);
      expect(session.state.value.phase).to.equal('rejoining');
    });

    it('does not mind being told twice', async () => {
      const { port, asked, seat } = await inside({ role: 'SUBSCRIBER' });
      seat.role = 'PUBLISHER';
      port.last.say({ type: 'speaking-told', maySpeak: true });
      await settled();
      port.last.say({ type: 'speaking-told', maySpeak: true });
      await settled();
      expect(asked).to.have.length(2);
    });

    it('takes a refusal because of removal for what it is', async () => {
      const { session, port, refusals } = await inside();
      refusals.push(new ApiError('lesson.removed', { status: 403 }));
      port.last.say({ type: 'closed', reason: 'network' });
      await settled();
      expect(session.state.value.phase).to.equal('removed');
    });
  });

  it('goes back to the lobby when the consent is missing', async () => {
    const { session, refusals } = await room();
    refusals.push(new ApiError('lesson.consent_missing', { status: 409 }));
    session.send({ type: 'enter' });
    await settled();
    expect(session.state.value.phase).to.equal('lobby');
  });

  it('leaves the picture out while the network is too slow for it', async () => {
    const { session, port, local } = await inside();
    await session.pausePicture(true);
    expect(port.last.camera).to.deep.equal([null]);
    await session.pausePicture(false);
    expect(port.last.camera).to.deep.equal([null, local.state.value.camera.track]);
    expect(local.state.value.camera.on).to.equal(true);
  });
});
