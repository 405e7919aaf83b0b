import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import type { RecordingId } from '@seodang/contracts/ids';
import { Governor } from '@seodang/server-kit/governor';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { redisUrl, silent } from '../../../test/database.js';
import { makeFilm } from '../../../test/film.js';
import { useRecordingWorld, type MadeFilm } from '../../../test/recording-world.js';
import { storageWith } from '../../../test/storage-with.js';
import { until } from '../../../test/until.js';
import { expectWhole, ffmpegOn } from '../../../test/whole-replay.js';
import { WorkerProcess } from '../../../test/worker-process.js';
import { FfmpegFailed, runFfmpeg } from './ffmpeg.js';

/** A database of Redis that other tests do not use. */
const OWN_REDIS_DB = 12;

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
  /** In earnest, the lease of a killed worker is waited for some fifteen seconds. */
  const forgetLeases = () => world.platform.db.query('UPDATE recordings SET lease_until = NULL');

  /** Long enough to be met while it is rendered, whose largest picture has to be encoded. */
  let longFilm: MadeFilm;

  before(async () => {
    redis = new Redis(ownRedisUrl());
    await redis.flushdb();
    const file = join(world.folder, 'long.mp4');
    longFilm = { file, ...(await makeFilm(file, { sec: 30, size: '854x480', keyEvery: 7 })) };
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.end('SIGKILL');
  });
  after(async () => {
    await redis.flushdb();
    redis.disconnect();
  });

  const isEncoding = async () => (await ffmpegOn(world.folder)).length > 0;

  it('stops at once when it is asked to, and another worker goes on at once', async () => {
    const { id } = await world.record(longFilm);
    const worker = await newWorker();
    await until(isEncoding, { what: 'ffmpeg', withinMs: 60_000 });
    const askedAt = Date.now();
    expect(await worker.end('SIGTERM')).to.equal(0);
    expect(Date.now() - askedAt).to.be.lessThan(10_000);
    expect(await world.row(id)).to.include({ state: 'processing', attempt: 1, lease_by: null });
    expect(await isEncoding()).to.equal(false);
    const another = world.pipeline.run(id);
    await until(isEncoding, { what: 'ffmpeg of another worker, at once', withinMs: 5_000 });
    await another;
    await expectWhole(world, id);
  });

  it('goes on between any two files of the store, and shows none that is half there', async () => {
    const { id } = await world.record({ sec: 8 });
    let isHeld = true;
    let puts = 0;
    // What is seen of a process that was killed there: nothing more comes of it, and its lease stays.
    const killed = new Promise<never>(() => undefined);
    const storage = storageWith(world.recordings.storage, () =>
      isHeld && ++puts > 3 ? killed : Promise.resolve(),
    );
    void world.pipelineWith({ storage }).run(id);
    await until(() => puts > 3, { what: 'it to publish', withinMs: 60_000 });
    isHeld = false;
    expect(await world.row(id)).to.include({ published_version: null });
    await forgetLeases();
    await world.pipelineWith({ storage }).run(id);
    await expectWhole(world, id);
  });

  it('is worked on by one worker at a time, however many there are', async () => {
    const { id } = await world.record({ sec: 8 });
    const others = Array.from({ length: 3 }, () => world.pipeline.run(id));
    await Promise.all(others);
    expect(await world.row(id)).to.include({ state: 'ready', attempt: 1 });
    await expectWhole(world, id);
  });

  it('tries again when ffmpeg is killed', async () => {
    const { id } = await world.record(longFilm);
    const running = world.pipeline.run(id);
    await at(id, 'stage', 'render');
    const [pid] = await until(
      async () => {
        const pids = await ffmpegOn(world.folder);
        return pids.length > 0 ? pids : null;
      },
      { what: 'ffmpeg', withinMs: 60_000 },
    );
    process.kill(pid ?? 0, 'SIGKILL');
    await running;
    expect(await world.row(id)).to.include({ state: 'processing', attempt: 2, failure: null });
    await world.dueNow(id);
    await world.pipeline.run(id);
    await expectWhole(world, id);
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

  it('lets an ffprobe read on that a slow disk keeps longer than silence may last', async () => {
    const fifo = join(world.folder, 'slow.fifo');
    execFileSync('mkfifo', [fifo]);
    const [silentMs, everyMs] = [1_000, 300];
    const began = performance.now();
    const slowDisk = async () => {
      const disk = createWriteStream(fifo);
      for await (const bytes of setInterval(everyMs, Buffer.alloc(1_000_000))) {
        disk.write(bytes);
        if (performance.now() - began > 2.5 * silentMs) break;
      }
      disk.end();
    };
    const args = ['-v', 'error', '-f', 's16le', '-show_entries', 'packet=pts_time', '-of', 'csv', fifo];
    const { signal } = new AbortController();
    await Promise.all([runFfmpeg({ program: 'ffprobe', args, signal, silentMs }), slowDisk()]);
    expect(performance.now() - began).to.be.greaterThan(2 * silentMs);
  });

  it('gives way to a live lesson on a busy machine', async () => {
    let [live, load, now] = [1, 0.95, 0];
    const measures = { countLive: () => Promise.resolve(live), load: () => load, nowMs: () => now };
    const brake = new Governor({ ...measures, busyAbove: 0.8, log: silent });
    const out = join(world.folder, 'slow.mp4');
    const stateOf = async () => {
      const [pid] = await ffmpegOn(out);
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
    await stopped('it to stop, by itself');
    expect(brake.isOn).to.equal(true);
    load = 0.7;
    await brake.look();
    expect(brake.isOn, 'not between the two marks').to.equal(true);
    load = 0.3;
    await brake.look();
    await going('it to go on');
    load = 0.95;
    await brake.look();
    await stopped('it to stop again');
    now += 61_000;
    await brake.look();
    await going('it to go on after a minute, for a while');
    now += 16_000;
    await brake.look();
    await stopped('it to stop once more');
    live = 0;
    await brake.look();
    await going('it to go on after the lesson');
    aborted.abort(new Error('enough'));
    await running;
    expect(await ffmpegOn(out)).to.deep.equal([]);
  });
});
