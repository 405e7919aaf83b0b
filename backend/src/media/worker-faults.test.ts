import { expect } from 'chai';
import { Redis } from 'ioredis';
import { QueryTypes } from 'sequelize';
import { redisUrl } from '../../test/database.js';
import { makeClass } from '../../test/factories.js';
import { useWorld } from '../../test/presence-world.js';
import { until } from '../../test/until.js';
import { WorkerProcess } from '../../test/worker-process.js';

/** Databases of Redis that other tests do not use, so that one may be emptied. */
const OWN_REDIS_DB = 9;

describe('the worker process', function () {
  this.timeout(300_000);
  const world = useWorld();
  const workers: WorkerProcess[] = [];
  let redis: Redis;
  const ownRedisUrl = () => `${redisUrl().replace(/\/\d*$/, '')}/${OWN_REDIS_DB}`;
  const newWorker = () => {
    const worker = new WorkerProcess({
      DATABASE_URL: world.platform.config.databaseUrl,
      REDIS_URL: ownRedisUrl(),
      OPENVIDU_URL: world.fake.url,
      OPENVIDU_SECRET: world.fake.secret,
    });
    workers.push(worker);
    return worker;
  };
  const count = async (state: string) => {
    const [row] = await world.platform.db.query<{ rows: number }>(
      'SELECT COUNT(*) AS `rows` FROM webhook_inbox WHERE state = :state',
      { replacements: { state }, type: QueryTypes.SELECT },
    );
    return row?.rows ?? 0;
  };
  const allSettled = (withinMs: number) =>
    until(async () => (await count('new')) === 0, { what: 'all webhooks to be settled', withinMs });
  const liveClass = async () => {
    const startsAt = world.clock.now();
    return { ...(await makeClass({ state: 'live', startsAt })), startsAt };
  };

  before(async () => {
    redis = new Redis(ownRedisUrl());
    await redis.flushdb();
  });
  beforeEach(async () => {
    world.fake.webhooks.length = 0;
    await world.platform.db.query('DELETE FROM webhook_inbox');
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.end('SIGKILL');
  });
  after(async () => {
    await redis.flushdb();
    redis.disconnect();
  });

  it('loses nothing and applies each webhook once when it is killed between any two rows', async () => {
    const { lesson, instructor, student, startsAt } = await liveClass();
    const stretches: unknown[][] = [];
    for (let nth = 0; nth < 100; nth += 1) {
      const from = (world.clock.now().getTime() - startsAt.getTime()) / 1000;
      const connection = await world.enter(lesson.id, student);
      world.clock.forward({ sec: 3 });
      world.fake.leave(connection);
      stretches.push([from, from + 3, 'left', 0]);
      world.clock.forward({ sec: 1 });
    }
    const noise = Array.from({ length: 2000 }, (_, nth) => ({ event: 'madeUp', timestamp: nth }));
    await world.deliver([...world.fake.webhooks, ...noise]);
    const total = await count('new');

    for (let kill = 0; kill < 2; kill += 1) {
      const before = await count('new');
      const worker = newWorker();
      const starting = worker.start().catch(() => undefined);
      await until(async () => (await count('new')) < before, {
        what: 'some rows to be applied',
        withinMs: 60_000,
      });
      await worker.end('SIGKILL');
      await starting;
      const left = await count('new');
      process.stdout.write(`      killed with ${left} of ${total} rows still to be applied\n`);
      expect(left, 'rows left when it was killed').to.be.greaterThan(0);
    }
    const survivor = newWorker();
    await survivor.start();
    await allSettled(60_000);

    expect((await count('applied')) + (await count('ignored'))).to.equal(total);
    expect((await world.presence(lesson.id, instructor, startsAt))[student.name]).to.deep.equal(stretches);
  });

  it('goes on by itself after Redis was emptied, and with reconciliation too', async () => {
    const { lesson, instructor, student, startsAt } = await liveClass();
    const worker = newWorker();
    await worker.start();
    await until(async () => (await redis.keys('bull:seodang:repeat*')).length > 0, {
      what: 'the schedule',
      withinMs: 30_000,
    });
    await redis.flushdb();
    await world.enter(lesson.id, student);
    await world.deliver(world.fake.webhooks);
    await allSettled(20_000);
    expect((await world.presence(lesson.id, instructor, startsAt))[student.name]).to.have.length(1);
    await until(async () => (await redis.keys('bull:seodang:repeat*')).length > 0, {
      what: 'the schedule to be made again',
      withinMs: 30_000,
    });
  });

  it('finds by itself what no poke told it of', async () => {
    const { lesson, student } = await liveClass();
    await newWorker().start();
    const connection = await world.enter(lesson.id, student);
    world.fake.leave(connection);
    const began = Date.now();
    await world.deliver(world.fake.webhooks);
    await allSettled(20_000);
    process.stdout.write(`      settled by the sweep after ${Date.now() - began} ms\n`);
    expect((await world.spans(lesson.id))[0]?.reason).to.equal('left');
  });

  it('tells its figures, and stops in order', async () => {
    const worker = newWorker();
    await worker.start();
    await world.deliver([{ event: 'sessionCreated', sessionId: 'math', timestamp: 1 }]);
    await allSettled(20_000);
    const { text } = await worker.get('/metrics');
    expect(text).to.match(/webhook_inbox_rows\{(?=[^}]*state="new")[^}]*\} 0\b/);
    expect(text).to.match(/webhook_inbox_age_seconds\{[^}]*\} 0\b/);
    expect(text).to.match(/webhook_lag_seconds_count\{(?=[^}]*state="ignored")[^}]*\} 1\b/);
    expect(await worker.end('SIGTERM')).to.equal(0);
    expect(worker.output).to.include('"msg":"stopped"');
  });
});
