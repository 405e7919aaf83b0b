import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { RecordingWire } from '@seodang/contracts/openvidu/rest';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import yauzl from 'yauzl';
import { MjrFile } from '../composer/media/mjr.js';
import { JanusProcess } from '../janus/test/janus-process.js';
import { Take } from '../recorder/take.js';
import type { FakeBrowser } from './fake-browser.js';
import { NodeProcess } from './node-process.js';
import { type RealStream, sendMedia } from './real-sender.js';

interface Manifest {
  readonly createdAt: number;
  readonly id: string;
  readonly name: string;
  readonly sessionId: string;
  readonly files: readonly (Record<string, unknown> & { startTimeOffset: number; endTimeOffset: number })[];
}

/** The whole node as a process, on a Janus of its own, with publishers that send real packets. */
describe('a recording by Janus', function () {
  this.timeout(90_000);
  let janus: JanusProcess;
  let node: NodeProcess;
  let folder: string;
  let browsers: FakeBrowser[];
  let streams: RealStream[];

  before(async () => {
    janus = await JanusProcess.start();
  });
  after(() => janus.stop());
  beforeEach(async () => {
    [browsers, streams] = [[], []];
    folder = await mkdtemp(join(tmpdir(), 'seodang-rec-'));
    const { url, adminUrl, apiSecret, adminSecret } = janus.address;
    node = await NodeProcess.start({
      ...{ MEDIA_NODE_DATA: folder, OPENVIDU_RECORDING: 'true', OPENVIDU_RECORDING_PATH: join(folder, 'r') },
      ...{ RECORDING_START_FREE_PERCENT: '0', RECORDING_START_FREE_GIB: '0', RECORDING_STOP_FREE_GIB: '0' },
      ...{ JANUS_URL: url, JANUS_ADMIN_URL: adminUrl, LOG_LEVEL: 'silent' },
      ...{ JANUS_API_SECRET: apiSecret, JANUS_ADMIN_SECRET: adminSecret },
    });
    await node.ready();
  });
  afterEach(async () => {
    for (const stream of streams) stream.end();
    for (const browser of browsers) browser.cut();
    await node.end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const raw = (id: string) => join(folder, 'r', '.raw', id);
  async function enter(session: string, data: string): Promise<FakeBrowser> {
    const browser = await node.enter(session, data);
    browsers.push(browser);
    return browser;
  }
  async function send(browser: FakeBrowser, stream?: string): Promise<RealStream> {
    const sent = await sendMedia(browser, stream);
    streams.push(sent);
    return sent;
  }
  /** Waits until each of these files (`stream-segment`) holds so much sound and so many pictures. */
  const written = (id: string, files: readonly string[], ms: number) =>
    until(
      async () =>
        (await Promise.all(files.map((file) => writtenMs(raw(id), file)))).every((one) => one >= ms),
      {
        what: `${ms} ms in ${files.join(' and ')}`,
      },
    );
  const start = (session: string, wish: object) =>
    node.rest<RecordingWire>('POST', '/recordings/start', { session, ...wish });
  const stop = (id: string) => node.rest<RecordingWire>('POST', `/recordings/stop/${id}`);
  async function archive(id: string, name: string) {
    const response = await node.fetch('GET', `/openvidu/recordings/${id}/${name}.zip`);
    const files = await unzip(Buffer.from(await response.arrayBuffer()));
    return { files, manifest: JSON.parse(files.get(`${name}.json`)?.toString() ?? '') as Manifest };
  }

  it('is an archive of what each sent, a file for each connecting, laid out as OpenVidu’s', async () => {
    await node.rest('POST', '/sessions', { customSessionId: 'math' });
    const [ann, bob] = [await enter('math', 'teacher'), await enter('math', 'pupil')];
    const { streamId, end } = await send(ann);
    const recording = await start('math', { name: 'lesson', outputMode: 'INDIVIDUAL' });
    expect(recording).to.include({ status: 'started', outputMode: 'INDIVIDUAL' });
    const late = await send(bob);
    await written('math', ['1-0', '2-0'], 1500);
    end();
    await send(ann, streamId);
    await written('math', ['1-1'], 1500);
    const stopped = await stop('math');
    expect(stopped).to.include({ status: 'ready' });
    expect(stopped.duration).to.be.within(2.8, 6);
    expect(stopped.url).to.match(/\/openvidu\/recordings\/math\/lesson\.zip$/);

    const { files, manifest } = await archive('math', 'lesson');
    const { createdAt } = recording;
    expect(manifest).to.include({ id: 'math', name: 'lesson', sessionId: 'math', createdAt });
    const names = [`${streamId}.webm`, `${streamId}-1.webm`, `${late.streamId}.webm`];
    expect([...files.keys()].toSorted()).to.deep.equal([...names, 'lesson.json'].toSorted());
    expect(manifest.files[0]).to.include({
      ...{ name: `${streamId}.webm`, connectionId: ann.id, streamId, serverData: 'teacher' },
      ...{ clientData: 'client', size: files.get(`${streamId}.webm`)?.length },
      ...{ hasAudio: true, hasVideo: true, typeOfVideo: 'CAMERA' },
    });
    const [first, second] = manifest.files;
    expect(first?.startTimeOffset).to.be.within(0, 1000);
    expect(second?.startTimeOffset).to.be.at.least((first?.endTimeOffset ?? 0) - 200);
    for (const name of names)
      expect(await codecs(folder, files.get(name)), name).to.deep.equal(['opus', 'vp8']);
    expect(await readdir(join(folder, 'r', '.raw')), 'what it was made of is gone').to.deep.equal([]);
    expect(stopped.size).to.equal((await readFile(join(folder, 'r', 'math', 'lesson.zip'))).length);
  });

  it('goes on when Janus was killed, with the gap marked, and what was written before', async () => {
    await node.rest('POST', '/sessions', { customSessionId: 'crash' });
    const ann = await enter('crash', 'teacher');
    const { streamId, end } = await send(ann);
    await start('crash', {});
    await written('crash', ['1-0'], 1000);
    const isUp = async () => (await fetch(`${node.origin}/readyz`)).ok;
    await janus.kill();
    await until(async () => !(await isUp()), { what: 'Janus is missed' });
    end();
    await janus.run();
    await node.ready();
    await send(ann, streamId);
    await written('crash', ['1-1'], 1000);
    await stop('crash');
    const text = await until(() => readFile(join(raw('crash'), 'take.json'), 'utf8').catch(() => null), {
      what: 'the take',
    });
    const take = Take.parse(JSON.parse(text));
    expect(take.gaps.map(({ reason }) => reason)).to.deep.equal(['engineDown']);
    const files = take.streams.flatMap((stream) =>
      stream.segments.map(({ audio, video }) => [audio ?? '', video ?? '']),
    );
    expect(files).to.deep.equal([
      ['1-0-audio-0.mjr', '1-0-video-1.mjr'],
      ['1-1-audio-0.mjr', '1-1-video-1.mjr'],
    ]);
    for (const name of files.flat())
      expect((await readFile(join(raw('crash'), name))).length, name).to.be.above(1000);
  });

  it('goes on when the node was killed and the session comes back', async () => {
    await node.rest('POST', '/sessions', { customSessionId: 'killed' });
    const before = await send(await enter('killed', 'teacher'));
    await start('killed', { name: 'lesson', outputMode: 'INDIVIDUAL' });
    await written('killed', ['1-0'], 1500);
    await node.end('SIGKILL');
    before.end();
    await node.run();
    await node.ready();
    expect(await node.rest('GET', '/recordings/killed')).to.include({ status: 'started' });
    await node.rest('POST', '/sessions', { customSessionId: 'killed' });
    const after = await send(await enter('killed', 'teacher'));
    await written('killed', ['2-0'], 1500);
    expect(await stop('killed')).to.include({ status: 'ready' });
    const { files, manifest } = await archive('killed', 'lesson');
    expect(manifest.files.map(({ streamId }) => streamId)).to.deep.equal([before.streamId, after.streamId]);
    for (const { name, startTimeOffset, endTimeOffset } of manifest.files) {
      expect(await codecs(folder, files.get(String(name)))).to.deep.equal(['opus', 'vp8']);
      expect(endTimeOffset - startTimeOffset, String(name)).to.be.above(1000);
    }
  });
});

/** How much there is of sound and of picture, whichever is less: from the first packet to the last. */
async function writtenMs(folder: string, file: string): Promise<number> {
  const spans = ['audio-0', 'video-1'].map(async (track) => {
    const path = join(folder, `${file}-${track}.mjr`);
    const mjr = (await MjrFile.open(path)) ?? (await MjrFile.open(`${path}.tmp`));
    if (mjr === null) return 0;
    let lastMs = mjr.header.u / 1000;
    for await (const { arrivedMs } of mjr.packets()) lastMs = arrivedMs;
    await mjr.close();
    return lastMs - mjr.header.u / 1000;
  });
  return Math.min(...(await Promise.all(spans)));
}

async function unzip(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const zip = await yauzl.fromBufferPromise(archive);
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return files;
}

async function codecs(folder: string, file: Buffer | undefined): Promise<string[]> {
  const path = join(folder, 'probe.webm');
  await writeFile(path, file ?? '');
  const args = ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', path];
  return execFileSync('ffprobe', args).toString().trim().split('\n').toSorted();
}
