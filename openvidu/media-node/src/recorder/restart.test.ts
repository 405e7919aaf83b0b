import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { useRecordings } from '../test/recording-harness.js';
import { Lives } from './lives.js';
import { pause } from './pause.js';

describe('recordings over a restart of the node', () => {
  const at = useRecordings();

  const restart = async (more: Record<string, string> = {}) => {
    const { folder } = at.node;
    await at.node.stop({ keeps: true });
    await at.begin(more, folder);
  };

  it('go on when their session comes back, with a gap', async () => {
    await at.lesson();
    await at.started('math', { name: 'long' });
    await restart();
    expect(await at.get('math')).to.include({ status: 'started' });
    await at.lesson();
    expect((await at.start('math')).status, 'is recorded already').to.equal(409);
    await until(() => at.node.media.recorded.size === 1, { what: 'it is written again' });
    await at.stop('math');
    await at.becomes('math', 'ready');
    const [take] = at.node.film.takes;
    expect(take?.streams.map(({ segments }) => segments.length)).to.deep.equal([1, 1]);
    expect(take?.gaps.map(({ reason }) => reason)).to.deep.equal(['nodeDown']);
    expect(at.statuses()).to.deep.equal([
      'started',
      'stopped recordingStoppedByServer',
      'ready recordingStoppedByServer',
    ]);
  });

  it('stop when it does not come back, and keep what there was', async () => {
    await at.lesson();
    await at.started('math');
    await restart({ OPENVIDU_RECORDING_AUTOSTOP_TIMEOUT: '1' });
    await at.becomes('math', 'ready');
    expect(at.statuses()).to.include('stopped openviduServerStopped');
    expect(at.node.film.takes[0]?.streams).to.have.length(1);
  });

  it('are made then, when there was no time before', async () => {
    at.node.film.beforeDone = (signal) => pause(100_000, signal);
    await at.lesson();
    await at.started('math');
    await at.stop('math');
    await restart();
    await at.becomes('math', 'ready');
    expect((await at.get('math')).duration).to.equal(12.5);
    const stored = await readFile(join(at.node.folder, 'recordings/math/.recording.math'), 'utf8');
    expect(JSON.parse(stored)).to.include({ status: 'ready', sessionId: 'math' });
    expect(JSON.parse(stored)).to.have.property('uniqueSessionId');
  });

  it('are given up when making them ended the node time and again, and their material is kept', async () => {
    at.node.film.beforeDone = (signal) => pause(100_000, signal);
    await at.lesson();
    await at.started('math');
    await at.stop('math');
    const raw = join(at.node.folder, 'recordings/.raw/math');
    await until(() => at.node.film.takes.length > 0, { what: 'it is being made' });
    const { folder } = at.node;
    await at.node.stop({ keeps: true });
    for (let life = 0; life < 3; life += 1) await Lives.begin(raw);
    await at.begin({}, folder);
    await at.becomes('math', 'failed');
    expect(at.node.film.takes).to.deep.equal([]);
    expect(await readdir(raw)).to.include('take.jsonl');
  });

  it('wait for a disk that takes no film, and are made when it does', async () => {
    await at.lesson();
    await at.started('math');
    at.node.film.beforeDone = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await at.stop('math');
    await until(() => at.node.film.takes.length > 4, { what: 'it is tried, and tried again' });
    expect(await at.get('math')).to.include({ status: 'stopped' });
    at.node.film.beforeDone = () => Promise.resolve();
    await at.becomes('math', 'ready');
  });

  it('that failed in the making are made again when that is asked for, and only then', async () => {
    at.node.film.beforeDone = () => Promise.reject(new Error('ffmpeg ended with 1'));
    await at.lesson();
    await at.started('math');
    expect((await at.remake('math')).status, 'while it runs').to.equal(409);
    await at.stop('math');
    await at.becomes('math', 'failed');
    expect(at.node.film.takes).to.have.length(3);
    await restart();
    expect(await at.get('math')).to.include({ status: 'failed' });
    const again = await at.remake('math');
    expect(again.status).to.equal(200);
    expect(again.body).to.include({ id: 'math', status: 'stopped' });
    await at.becomes('math', 'ready');
    expect(at.statuses().filter((status) => !status.startsWith('st'))).to.deep.equal([
      'failed recordingStoppedByServer',
      'ready',
    ]);
    await writeFile(join(at.node.folder, 'recordings/math/math.mp4'), 'no film, but as long.');
    await at.remake('math');
    await at.becomes('math', 'ready');
    expect(await (await at.file('math/math.mp4')).text(), 'another').to.equal('a film of twenty bytes');
    await rm(join(at.node.folder, 'recordings/.raw/math'), { recursive: true });
    expect((await at.remake('math')).status, 'of nothing').to.equal(410);
    expect((await at.remake('other')).status).to.equal(404);
  });

  it('are refused while their folder cannot be used, which keeps nobody from meeting', async () => {
    await at.node.stop();
    const occupied = join(tmpdir(), `seodang-occupied-${process.pid}`);
    await writeFile(occupied, 'a file in the place of the folder');
    try {
      await at.begin({ OPENVIDU_RECORDING_PATH: occupied });
      await at.lesson();
      expect((await at.start('math')).status).to.equal(503);
      expect((await at.node.rest('GET', '/recordings')).body).to.deep.equal({ count: 0, items: [] });
    } finally {
      await rm(occupied);
    }
  });

  it('are not disturbed by what else lies in the folder', async () => {
    const root = join(at.node.folder, 'recordings');
    await mkdir(join(root, 'lost+found'));
    await mkdir(join(root, 'torn'));
    await writeFile(join(root, 'torn', '.recording.torn'), '{"id":"torn"');
    await restart();
    expect((await at.node.rest('GET', '/recordings')).body).to.deep.equal({ count: 0, items: [] });
  });
});
