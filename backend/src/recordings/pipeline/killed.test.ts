import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { redisUrl } from '../../../test/database.js';
import { makeFilm } from '../../../test/film.js';
import { useRecordingWorld } from '../../../test/recording-world.js';
import { startS3, type S3Server } from '../../../test/s3-server.js';
import { until } from '../../../test/until.js';
import { expectWhole, ffmpegOn } from '../../../test/whole-replay.js';
import { WorkerProcess } from '../../../test/worker-process.js';
import { S3Storage } from '../storage/s3.js';

/** A database of Redis that other tests do not use. */
const OWN_REDIS_DB = 13;
const BACK_WITHIN_MS = 30_000;

describe('the recording pipeline when its worker is killed', function () {
  this.timeout(400_000);
  const world = useRecordingWorld();
  const workers: WorkerProcess[] = [];
  const ownRedisUrl = () => `${redisUrl().replace(/\/\d*$/, '')}/${OWN_REDIS_DB}`;
  let redis: Redis;
  let store: S3Server;
  /** Resolves what waits at the door of the store. */
  let openDoor: () => void = () => undefined;
  let atDoor = 0;
  const newWorker = async () => {
    const {
      url: S3_URL,
      bucket: S3_BUCKET,
      accessKey: S3_ACCESS_KEY,
      secretKey: S3_SECRET_KEY,
    } = store.config;
    const s3 = { RECORDINGS_STORAGE: 's3', S3_URL, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY };
    const worker = new WorkerProcess({ ...world.env, ...s3, REDIS_URL: ownRedisUrl() });
    workers.push(worker);
    await worker.start();
    return worker;
  };

  before(async () => {
    redis = new Redis(ownRedisUrl());
    await redis.flushdb();
    const opened = new Promise<void>((resolve) => (openDoor = resolve));
    store = await startS3(world.folder);
    store.door.pass = ({ method, url }) => {
      if (method !== 'PUT' || !url?.includes('/film/')) return Promise.resolve();
      atDoor += 1;
      return opened;
    };
  });
  after(async () => {
    for (const worker of workers.splice(0)) await worker.end('SIGKILL');
    await redis.flushdb();
    redis.disconnect();
    await store.close();
  });

  const eventually = (what: string, isSo: () => Promise<boolean>) => until(isSo, { what, withinMs: 120_000 });
  const hasFfmpeg = async () => (await ffmpegOn(world.folder)).length > 0;
  /** It is in the midst of each stage, not only at its door. */
  const inTheMidst = (id: RecordingId) => ({
    collect: async () => {
      const part = await stat(join(world.folder, 'work', id, 'film.mp4.part')).catch(() => null);
      return (part?.size ?? 0) > 0;
    },
    verify: hasFfmpeg,
    render: hasFfmpeg,
    publish: () => Promise.resolve(atDoor > 0),
  });

  /** Whoever has the lease that is good now. */
  async function worksOn(id: RecordingId): Promise<unknown> {
    const { lease_by: by, lease_until: until } = await world.row(id);
    return until instanceof Date && until.getTime() > Date.now() ? by : null;
  }

  it('is followed within 30 s at every stage, goes on there, and leaves no ffmpeg behind', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    world.fake.recordings.cuts.push({ after: 1_000, when: () => held });
    const file = join(world.folder, 'long.mp4');
    const made = await makeFilm(file, { sec: 30, size: '1280x720', keyEvery: 7 });
    const { id } = await world.record({ file, ...made });

    let worker = await newWorker();
    for (const [stage, isThere] of Object.entries(inTheMidst(id))) {
      await eventually(stage, async () => (await world.row(id))['stage'] === stage && (await isThere()));
      const killed = await worksOn(id);
      const killedAt = Date.now();
      await worker.end('SIGKILL');
      const isGone = async () => !(await hasFfmpeg());
      await until(isGone, { what: 'ffmpeg to die with its worker', withinMs: 5_000 });
      expect(await world.row(id), stage).to.include({ stage, state: 'processing', attempt: 1 });
      release();
      worker = await newWorker();
      const isFollowed = async () => ![null, killed].includes(await worksOn(id));
      await eventually('somebody to follow', isFollowed);
      expect(Date.now() - killedAt, `${stage} is followed`).to.be.at.most(BACK_WITHIN_MS);
    }
    openDoor();
    await eventually('it to be ready', async () => (await world.row(id))['state'] === 'ready');
    await expectWhole(world, id, new S3Storage(store.config));
    const { asked } = world.fake.recordings;
    expect(asked.filter((from) => from === 0).length, 'the film came once').to.equal(1);
  });
});
