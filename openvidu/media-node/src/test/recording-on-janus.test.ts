import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { RecordingWire } from '@seodang/contracts/openvidu/rest';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { pino } from 'pino';
import yauzl from 'yauzl';
import { readConfig } from '../config.js';
import { JanusMedia } from '../janus/janus-media.js';
import { JanusProcess } from '../janus/test/janus-process.js';
import { pumpMedia, RtcSender } from '../janus/test/rtc-peer.js';
import { MediaNode } from '../node.js';
import { Take } from '../recorder/take.js';
import { FakeBrowser } from './fake-browser.js';
import { FakeFilm } from './fake-film.js';
import { SECRET } from './node-under-test.js';

interface Manifest {
  readonly createdAt: number;
  readonly id: string;
  readonly name: string;
  readonly sessionId: string;
  readonly files: readonly Record<string, unknown>[];
}

/** A node on a Janus of its own, with publishers that send real packets. */
describe('a recording by Janus', function () {
  this.timeout(90_000);
  let janus: JanusProcess;
  let media: JanusMedia;
  let node: MediaNode;
  let folder: string;
  let film: FakeFilm;
  const closing: (() => void)[] = [];

  before(async () => {
    janus = await JanusProcess.start();
  });
  after(() => janus.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-rec-'));
    await begin();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await node.stop();
    await media.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function begin(): Promise<void> {
    const log = pino({ level: 'silent' });
    media = new JanusMedia({ ...janus.address, log, requestTimeoutMs: 1000, keepaliveMs: 500 });
    film = new FakeFilm();
    const config = readConfig({
      ...{ DOMAIN_OR_PUBLIC_IP: '127.0.0.1', OPENVIDU_SECRET: SECRET, FORCE_PLAIN_HTTP: 'true' },
      ...{ MEDIA_NODE_DATA: folder, OPENVIDU_RECORDING: 'true', OPENVIDU_RECORDING_PATH: join(folder, 'r') },
      ...{ JANUS_URL: janus.address.url, JANUS_ADMIN_URL: janus.address.adminUrl },
      ...{ JANUS_API_SECRET: janus.address.apiSecret, JANUS_ADMIN_SECRET: janus.address.adminSecret },
    });
    node = await MediaNode.start({
      ...{ config: { ...config, SERVER_PORT: 0 }, media, isReady: () => media.isUp, log },
      compose: film.compose,
      disk: { read: () => Promise.resolve({ freeBytes: 1e12, totalBytes: 1e12 }), everyMs: 1000 },
    });
    media.start();
  }

  const origin = () => `http://127.0.0.1:${node.port}`;
  const headers = {
    Authorization: `Basic ${btoa(`OPENVIDUAPP:${SECRET}`)}`,
    'Content-Type': 'application/json',
  };
  async function rest<T>(method: string, path: string, body?: object): Promise<T> {
    const options = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return (await (await fetch(`${origin()}/openvidu/api${path}`, options)).json()) as T;
  }
  const raw = (id: string) => join(folder, 'r', '.raw', id);

  async function enter(session: string, data: string): Promise<FakeBrowser> {
    const { token } = await rest<{ token: string }>('POST', `/sessions/${session}/connection`, { data });
    const browser = await FakeBrowser.join(`ws://127.0.0.1:${node.port}${new URL(token).search}`, 'client');
    closing.push(() => {
      browser.cut();
    });
    return browser;
  }

  /** Publishes, or reconnects the stream that is given. */
  async function send(
    browser: FakeBrowser,
    stream?: string,
  ): Promise<{ streamId: string; sender: RtcSender }> {
    const sender = new RtcSender();
    const pump = pumpMedia(sender);
    closing.push(() => {
      pump.stop();
      sender.close();
    });
    const sdp = await sender.offer();
    const video = { typeOfVideo: 'CAMERA', frameRate: -1, videoDimensions: '{"width":640,"height":480}' };
    const wish = { doLoopback: false, hasAudio: true, hasVideo: true, audioActive: true, videoActive: true };
    const answer =
      stream === undefined
        ? await browser.request('publishVideo', { ...wish, ...video, sdpOffer: sdp })
        : await browser.request('reconnectStream', { stream, sdpString: sdp });
    sender.accept(String(answer.sdpAnswer));
    await sender.connected;
    return { streamId: String(answer.id), sender };
  }

  const segments = (id: string, count: number) =>
    until(
      async () =>
        (await readFile(join(raw(id), 'take.jsonl'), 'utf8')).split('segment-opened').length === count + 1,
      { what: `${count} segments` },
    );
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('is an archive of what each sent, a file for each connecting, laid out as OpenVidu’s', async () => {
    await rest('POST', '/sessions', { customSessionId: 'math' });
    const [ann, bob] = [await enter('math', 'teacher'), await enter('math', 'pupil')];
    const { streamId, sender } = await send(ann);
    await sleep(500);
    const recording = await rest<RecordingWire>('POST', '/recordings/start', {
      ...{ session: 'math', name: 'lesson', outputMode: 'INDIVIDUAL' },
    });
    expect(recording).to.include({ status: 'started', outputMode: 'INDIVIDUAL' });
    const late = await send(bob);
    await segments('math', 2);
    await sleep(1500);
    sender.close();
    await send(ann, streamId);
    await segments('math', 3);
    await sleep(1500);
    const stopped = await rest<RecordingWire>('POST', '/recordings/stop/math');
    expect(stopped).to.include({ status: 'ready' });
    expect(stopped.duration).to.be.within(2.8, 6);
    expect(stopped.url).to.match(/\/openvidu\/recordings\/math\/lesson\.zip$/);
    const response = await fetch(`${origin()}/openvidu/recordings/math/lesson.zip`, { headers });
    const files = await unzip(Buffer.from(await response.arrayBuffer()));
    const manifest = JSON.parse(files.get('lesson.json')?.toString() ?? '') as Manifest;
    expect(manifest).to.include({
      id: 'math',
      name: 'lesson',
      sessionId: 'math',
      createdAt: recording.createdAt,
    });
    const names = [`${streamId}.webm`, `${streamId}-1.webm`, `${late.streamId}.webm`];
    expect([...files.keys()].toSorted()).to.deep.equal([...names, 'lesson.json'].toSorted());
    expect(manifest.files[0]).to.include({
      ...{
        name: `${streamId}.webm`,
        connectionId: ann.id,
        streamId,
        serverData: 'teacher',
        clientData: 'client',
      },
      ...{
        hasAudio: true,
        hasVideo: true,
        typeOfVideo: 'CAMERA',
        size: files.get(`${streamId}.webm`)?.length,
      },
    });
    const [first, second] = manifest.files as { startTimeOffset: number; endTimeOffset: number }[];
    expect(first?.startTimeOffset).to.be.within(0, 1000);
    expect(second?.startTimeOffset).to.be.at.least((first?.endTimeOffset ?? 0) - 200);
    const path = join(folder, 'probe.webm');
    for (const name of names) {
      await writeFile(path, files.get(name) ?? '');
      expect(codecs(path), name).to.deep.equal(['opus', 'vp8']);
    }
    expect(await readdir(join(folder, 'r', '.raw')), 'what it was made of is gone').to.deep.equal([]);
    expect(stopped.size).to.equal((await readFile(join(folder, 'r', 'math', 'lesson.zip'))).length);
  });

  it('goes on when Janus was killed, with the gap marked, and what was written before', async () => {
    await rest('POST', '/sessions', { customSessionId: 'crash' });
    const ann = await enter('crash', 'teacher');
    const { streamId, sender } = await send(ann);
    await rest('POST', '/recordings/start', { session: 'crash' });
    await segments('crash', 1);
    await sleep(1000);
    await janus.kill();
    await until(() => !media.isUp, { what: 'Janus is missed' });
    sender.close();
    await janus.run();
    await until(() => media.isUp, { what: 'Janus is back' });
    await send(ann, streamId);
    await segments('crash', 2);
    await sleep(1000);
    await rest('POST', '/recordings/stop/crash');
    await until(() => film.takes.length > 0, { what: 'the take' });
    const take = Take.parse(film.takes[0]);
    expect(take.gaps).to.have.length(1);
    expect(take.gaps[0]).to.have.property('reason', 'engineDown');
    const [stream] = take.streams;
    expect(stream?.segments.map(({ audio, video }) => [audio, video])).to.deep.equal([
      ['1-0-audio-0.mjr', '1-0-video-1.mjr'],
      ['1-1-audio-0.mjr', '1-1-video-1.mjr'],
    ]);
    for (const name of stream?.segments.flatMap(({ audio, video }) => [audio ?? '', video ?? '']) ?? [])
      expect((await readFile(join(raw('crash'), name))).length, name).to.be.above(1000);
  });
});

async function unzip(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const zip = await yauzl.fromBufferPromise(archive);
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return files;
}

function codecs(path: string): string[] {
  const args = ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', path];
  return execFileSync('ffprobe', args).toString().trim().split('\n').toSorted();
}
