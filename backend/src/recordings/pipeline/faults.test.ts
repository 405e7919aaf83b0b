import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RecordingId } from '@seodang/contracts/ids';
import { Governor } from '@seodang/server-kit/governor';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { redisUrl, silent } from '../../../test/database.js';
import { makeFilm } from '../../../test/film.js';
import { useRecordingWorld } from '../../../test/recording-world.js';
import { storageWith } from '../../../test/storage-with.js';
import { until } from '../../../test/until.js';
import { WorkerProcess } from '../../../test/worker-process.js';
import { LocalStorage } from '../storage/local.js';
import { StorageFull } from '../storage/storage.js';
import { FfmpegFailed, runFfmpeg } from './ffmpeg.js';
import { WorkTable } from './work.model.js';

/** A database of Redis that other tests do not use. */
const OWN_REDIS_DB = 12;
const run = promisify(execFile);

/** What runs on files of this folder. */
async function runningOn(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.startsWith('ffmpeg') && line.includes(folder)) found.push(Number(pid));
  }
  return found;
}

describe('the recording pipeline under fire', function () {
  this.timeout(300_000);
  const world = useRecordingWorld();
  const workers: WorkerProcess[] = [];
  let redis: Redis;
  const ownRedisUrl = () => `${redisUrl().replace(/\/\d*$/, '')}/${OWN_REDIS_DB}`;
  const newWorker = async () => {
    const worker = new WorkerProcess({ ...world.env, REDIS_URL: ownRedisUrl() });
    workers.push(worker);
    await worker.start();
    return worker;
  };
  const at = (id: RecordingId, key: string, ...wanted: unknown[]) =>
    until(async () => wanted.includes((await world.row(id))[key]), {
      what: `${key} to be ${wanted.join(' or ')}`,
      withinMs: 120_000,
    });
  /** What waits fifteen seconds for a lease to end in earnest. */
  const forgetLeases = () => world.platform.db.query('UPDATE recordings SET lease_until = NULL');

  before(async () => {
    redis = new Redis(ownRedisUrl());
    await redis.flushdb();
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.end('SIGKILL');
  });
  after(async () => {
    await redis.flushdb();
    redis.disconnect();
  });

  async function expectWhole(id: RecordingId): Promise<void> {
    const row = await world.row(id);
    expect(row).to.include({ state: 'ready', failure: null });
    const folder = join(world.folder, 'store', id, String(row['published_version']));
    const made = await new WorkTable(world.platform.db).listRenditions(id, Number(row['published_version']));
    for (const { name, segments } of made) {
      const files = (await readdir(join(folder, name))).sort();
      expect(files, name).to.deep.equal([
        ...segments.map((_, nth) => `${String(nth).padStart(5, '0')}.m4s`),
        'init.mp4',
      ]);
      const whole = Buffer.concat(
        await Promise.all(
          ['init.mp4', ...files.slice(0, -1)].map((file) => readFile(join(folder, name, file))),
        ),
      );
      const decoded = await decode(whole);
      expect(decoded, name).to.equal('');
    }
    const hidden = (await readdir(folder, { recursive: true })).filter((file) => /(^|\/)\./.test(file));
    expect(hidden, 'nothing half is left').to.deep.equal([]);
  }

  /** What ffmpeg complains of when it reads all of it. */
  async function decode(bytes: Buffer): Promise<string> {
    const child = run('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-f', 'null', '-']);
    child.child.stdin?.end(bytes);
    return (await child).stderr;
  }

  it('goes on at its stage after kill -9, is back within 30 s, and leaves no ffmpeg behind', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    world.fake.recordings.cuts.push({ after: 1_000, when: () => held });
    const film = join(world.folder, 'long.mp4');
    const made = await makeFilm(film, { sec: 30, size: '1280x720', keyEvery: 7 });
    const { id, nodeId } = await world.record(film);
    world.fake.recordings.finish(nodeId, { file: film, ...made });
    await world.deliver();

    for (const stage of ['collect', 'verify', 'render'] as const) {
      const worker = await newWorker();
      await at(id, 'stage', stage);
      if (stage === 'collect') {
        const part = join(world.folder, 'work', id, 'film.mp4.part');
        const hasCome = async () => ((await stat(part).catch(() => null))?.size ?? 0) > 0;
        await until(hasCome, { what: 'the first bytes', withinMs: 30_000 });
      }
      if (stage === 'render')
        await until(async () => (await runningOn(world.folder)).length > 0, {
          what: 'ffmpeg',
          withinMs: 60_000,
        });
      await worker.end('SIGKILL');
      await until(async () => (await runningOn(world.folder)).length === 0, {
        what: 'ffmpeg to die with its worker',
        withinMs: 5_000,
      });
      expect(await world.row(id), stage).to.include({ state: 'processing', failure_detail: '', attempt: 1 });
      release();
      if (stage !== 'render') await forgetLeases();
    }
    const killedAt = Date.now();
    const worker = await newWorker();
    await until(async () => (await runningOn(world.folder)).length > 0, {
      what: 'ffmpeg again',
      withinMs: 60_000,
    });
    expect(Date.now() - killedAt).to.be.lessThan(30_000 + 15_000);
    await at(id, 'stage', 'publish');
    await worker.end('SIGKILL');
    if ((await world.row(id))['state'] !== 'ready') {
      await forgetLeases();
      await newWorker();
      await at(id, 'state', 'ready');
    }
    await expectWhole(id);
    expect(
      world.fake.recordings.asked.filter((from) => from === 0).length,
      'the film came once',
    ).to.be.at.most(2);
  });

  it('stops at once when it is asked to, and another worker goes on at once', async () => {
    const { id } = await world.record({ sec: 30, size: '1280x720', keyEvery: 7 });
    const worker = await newWorker();
    await until(async () => (await runningOn(world.folder)).length > 0, { what: 'ffmpeg', withinMs: 60_000 });
    const askedAt = Date.now();
    expect(await worker.end('SIGTERM')).to.equal(0);
    expect(Date.now() - askedAt).to.be.lessThan(10_000);
    expect(await world.row(id)).to.include({ state: 'processing', attempt: 1, lease_by: null });
    expect(await runningOn(world.folder)).to.deep.equal([]);
    await newWorker();
    await at(id, 'state', 'ready');
    await expectWhole(id);
  });

  it('is worked on by one worker at a time, however many there are', async () => {
    const { id } = await world.record({ sec: 8 });
    const others = Array.from({ length: 3 }, () => world.pipeline.run(id));
    await Promise.all(others);
    expect(await world.row(id)).to.include({ state: 'ready', attempt: 1 });
    await expectWhole(id);
  });

  it('tries again when ffmpeg is killed', async () => {
    const { id } = await world.record({ sec: 30, size: '1280x720', keyEvery: 7 });
    const running = world.pipeline.run(id);
    await at(id, 'stage', 'render');
    const [pid] = await until(
      async () => {
        const pids = await runningOn(world.folder);
        return pids.length > 0 ? pids : null;
      },
      { what: 'ffmpeg', withinMs: 60_000 },
    );
    process.kill(pid ?? 0, 'SIGKILL');
    await running;
    expect(await world.row(id)).to.include({ state: 'processing', attempt: 2, failure: null });
    await world.dueNow(id);
    await world.pipeline.run(id);
    await expectWhole(id);
  });

  it('ends an ffmpeg from which nothing is heard any more', async () => {
    const fifo = join(world.folder, 'silent.fifo');
    execFileSync('mkfifo', [fifo]);
    const began = Date.now();
    const args = ['-v', 'error', '-f', 's16le', '-i', fifo, '-f', 'null', '-'];
    const failure = await runFfmpeg({ args, signal: new AbortController().signal, silentMs: 1_000 }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(FfmpegFailed);
    expect((failure as FfmpegFailed).how).to.equal('hang');
    expect(Date.now() - began).to.be.lessThan(10_000);
  });

  it('waits for room on a full disk without counting it as a failure, and goes on by itself', async () => {
    const { id } = await world.record({ sec: 8 });
    let isFull = true;
    const storage = storageWith(world.recordings.storage, () =>
      isFull ? Promise.reject(new StorageFull('full')) : Promise.resolve(),
    );
    const pipeline = world.pipelineWith({ storage });
    for (let nth = 0; nth < 5; nth += 1) {
      await world.dueNow(id);
      await pipeline.run(id);
    }
    expect(await world.row(id)).to.include({
      state: 'processing',
      failure: 'no_space',
      attempt: 1,
      published_version: null,
    });
    await world.recordings.lifecycle.reconcile();
    expect(await world.row(id), 'the raw file stays').to.include({ has_raw: 1 });
    isFull = false;
    await world.dueNow(id);
    await pipeline.run(id);
    await expectWhole(id);
  });

  it('knows a full disk when it meets one', async function () {
    const small = join(world.folder, 'small');
    await mkdir(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    try {
      const film = join(world.folder, 'any.mp4');
      await makeFilm(film, { sec: 8 });
      expect((await stat(film)).size).to.be.greaterThan(65_536);
      const failure = await new LocalStorage(small)
        .put('a/1/film.mp4', film)
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(StorageFull);
      expect(await readdir(join(small, 'a/1'))).to.deep.equal([]);
      const args = ['-v', 'error', '-i', film, '-c', 'copy', '-f', 'mpegts', join(small, 'film.ts')];
      const other = await runFfmpeg({ args, signal: new AbortController().signal }).catch(
        (error: unknown) => error,
      );
      expect((other as FfmpegFailed).how).to.equal('no-space');
    } finally {
      execFileSync('umount', [small]);
    }
  });

  it('gives way to a live lesson on a busy machine', async () => {
    let [live, load, now] = [1, 0.95, 0];
    const measures = { countLive: () => Promise.resolve(live), load: () => load, nowMs: () => now };
    const brake = new Governor({ ...measures, log: silent });
    const out = join(world.folder, 'slow.mp4');
    const stateOf = async () => {
      const [pid] = await runningOn(out);
      const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
      return /State:\s+(\w)/.exec(status)?.[1] ?? null;
    };
    const aborted = new AbortController();
    const args = ['-v', 'error', '-re', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25', '-t', '60', out];
    const running = runFfmpeg({ args, signal: aborted.signal, brake }).catch((error: unknown) => error);
    const stopped = (what: string) =>
      until(async () => (await stateOf()) === 'T', { what, withinMs: 15_000 });
    const going = (what: string) =>
      until(async () => ['R', 'S', 'D'].includes((await stateOf()) ?? ''), { what, withinMs: 15_000 });
    await stopped('it to stop');
    expect(brake.isOn).to.equal(true);
    load = 0.7;
    await brake.look();
    expect(brake.isOn, 'not between the two marks').to.equal(true);
    load = 0.3;
    await going('it to go on');
    load = 0.95;
    await stopped('it to stop again');
    now += 61_000;
    await going('it to go on after a minute, for a while');
    now += 16_000;
    await stopped('it to stop once more');
    live = 0;
    await going('it to go on after the lesson');
    aborted.abort(new Error('enough'));
    await running;
    expect(await runningOn(out)).to.deep.equal([]);
  });
});
