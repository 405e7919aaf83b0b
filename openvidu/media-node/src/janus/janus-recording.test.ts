import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import pino from 'pino';
import { MjrFile } from '../composer/media/mjr.js';
import { capturedPackets } from '../composer/media/pcap.rules.js';
import { parseRtp } from '../composer/media/rtp.rules.js';
import type { MediaEvent, RoomSpec } from '../session/media-port.js';
import { JanusMedia } from './janus-media.js';
import { JanusProcess } from './test/janus-process.js';
import { pumpMedia, RtcSender } from './test/rtc-peer.js';

/** More than a program keeps to itself before it writes. */
const MANY_BYTES = 10_000;

describe('JanusMedia records', function () {
  this.timeout(60_000);
  let janus: JanusProcess;
  let media: JanusMedia;
  let folder: string;
  let events: MediaEvent[];
  const room: RoomSpec = { sessionId: 'math', videoCodecs: ['vp8'], maxVideoBitrateBps: 2_000_000 };
  const closing: (() => void)[] = [];

  beforeEach(async () => {
    janus = await JanusProcess.start();
    folder = await mkdtemp(join(tmpdir(), 'seodang-record-'));
    media = new JanusMedia({ ...janus.address, log: pino({ level: 'silent' }), requestTimeoutMs: 2000 });
    events = [];
    media.onEvent((event) => events.push(event));
    media.start();
    await media.openRoom(room);
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await media.stop();
    await janus.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const ref = (name: string) => ({ sessionId: 'math', connectionId: name, streamId: `str_${name}` });
  const files = async () => (await readdir(folder)).toSorted();
  const heard = (name: MediaEvent['name'], streamId: string) =>
    until(
      () =>
        events.some(
          (event) => event.name === name && 'stream' in event && event.stream.streamId === streamId,
        ),
      {
        what: `${name} of ${streamId}`,
      },
    );

  async function offer(name: string): Promise<{ sender: RtcSender; sdpAnswer: string }> {
    const sender = new RtcSender();
    const pump = pumpMedia(sender);
    closing.push(() => {
      pump.stop();
      sender.close();
    });
    const request = { ...ref(name), sdpOffer: await sender.offer(), hasAudio: true, hasVideo: true };
    const { sdpAnswer } = await media.publish(request);
    return { sender, sdpAnswer };
  }

  async function publish(name: string): Promise<void> {
    const { sender, sdpAnswer } = await offer(name);
    sender.accept(sdpAnswer);
    await heard('stream.connected', `str_${name}`);
  }

  it('nothing before media flows, then sound and picture in a file each, whole when it is told to stop', async () => {
    await offer('eve');
    expect(await media.record(ref('eve'), join(folder, 'e'))).to.equal(false);
    await publish('ann');
    expect(await media.record(ref('ann'), join(folder, 'a'))).to.equal(true);
    expect(await files()).to.deep.equal(['a-audio-0.mjr.tmp', 'a-video-1.mjr.tmp']);
    await media.stopRecording(ref('ann'));
    expect(await files()).to.deep.equal(['a-audio-0.mjr', 'a-video-1.mjr']);
    await media.stopRecording(ref('ann'));
    await media.stopRecording(ref('nobody'));
  });

  it('what a publisher says of its clocks, until it is told to stop', async () => {
    await publish('ann');
    const path = join(folder, 'a-rtcp-0.pcap');
    await media.captureReports(ref('ann'), path);
    const heard = async () => [...capturedPackets(await readFile(path))];
    await media.record(ref('ann'), join(folder, 'a'));
    await until(async () => (await heard()).length > 0, { what: 'packets in the capture' });
    await media.stopCapture(ref('ann'));
    const kinds = new Set((await heard()).map(({ bytes }) => parseRtp(bytes)?.payloadType));
    expect([...kinds]).to.include.members([96, 111]);
    await media.stopCapture(ref('ann'));
    await media.captureReports(ref('nobody'), join(folder, 'n.pcap'));
    expect(await files()).to.not.include('n.pcap');
  });

  it('many who connect at once, each as soon as its media flows', async () => {
    const names = Array.from({ length: 8 }, (_, number) => `p${number}`);
    media.onEvent((event) => {
      events.push(event);
      if (event.name === 'stream.connected')
        void media.record(event.stream, join(folder, event.stream.connectionId));
    });
    await Promise.all(names.map(publish));
    await until(async () => (await files()).length === 16, { what: 'all files', seen: () => files() });
  });

  it('until the peer is replaced, and says so', async () => {
    await publish('ann');
    await media.record(ref('ann'), join(folder, 'a'));
    const again = new RtcSender();
    const request = { ...ref('ann'), sdpOffer: await again.offer(), hasAudio: true, hasVideo: true };
    await media.republish(request);
    again.close();
    await heard('stream.interrupted', 'str_ann');
    await until(async () => (await files()).every((name) => name.endsWith('.mjr')), {
      what: 'the files are closed',
    });
  });

  it('what can be read although Janus was killed', async () => {
    await publish('ann');
    await media.record(ref('ann'), join(folder, 'a'));
    const written = (name: string) => readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    await until(async () => (await written('a-video-1.mjr.tmp')).length > MANY_BYTES, { what: 'pictures' });
    await janus.kill();
    expect(await files()).to.deep.equal(['a-audio-0.mjr.tmp', 'a-video-1.mjr.tmp']);
    const file = await MjrFile.open(join(folder, 'a-video-1.mjr.tmp'));
    let packets = 0;
    for await (const packet of file?.packets() ?? []) packets += packet.bytes.length > 0 ? 1 : 0;
    await file?.close();
    expect(packets).to.be.above(5);
    await until(() => events.some(({ name }) => name === 'engine.down'), { what: 'engine.down' });
    await janus.run();
    await until(() => events.some(({ name }) => name === 'engine.up'), { what: 'engine.up' });
    expect(await media.record(ref('ann'), join(folder, 'b'))).to.equal(false);
  });
});
