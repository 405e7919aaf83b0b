import { LESSON_EVENTS } from '@seodang/contracts/chat-access';
import type { LessonId } from '@seodang/contracts/ids';
import { LessonEventEnvelope } from '@seodang/contracts/live/lesson-events';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { StillClock } from '../../../test/clock.js';
import { redisUrl, silent, useDatabase } from '../../../test/database.js';
import { costlyReads } from '../../../test/explain.js';
import { makeLesson } from '../../../test/factories.js';
import { until } from '../../../test/until.js';
import { WorkerProcess } from '../../../test/worker-process.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './relay.js';

/** A database of Redis that other tests do not use, so that it may be emptied. */
const OWN_REDIS_DB = 11;

describe('the outbox', () => {
  const database = useDatabase();
  const clock = new StillClock();
  const url = () => `${redisUrl().replace(/\/\d*$/, '')}/${OWN_REDIS_DB}`;
  let redis: Redis;
  let pokes = 0;
  let outbox: Outbox;
  let relay: OutboxRelay;

  before(() => {
    redis = new Redis(url());
  });
  beforeEach(async () => {
    await redis.flushdb();
    await database.db.query('DELETE FROM outbox');
    pokes = 0;
    const poke = () => Promise.resolve(void (pokes += 1));
    outbox = new Outbox({ db: database.db, poke, now: clock.now, log: silent });
    relay = new OutboxRelay({ db: database.db, redis });
  });
  after(async () => {
    await redis.flushdb();
    redis.disconnect();
  });

  const reason = (text: string) => ({ type: 'lesson.cancelled' as const, reason: text });
  const add = (lessonId: LessonId, text: string) =>
    database.inTransaction((tx) => outbox.add(tx, { lessonId, event: reason(text) }));

  /** What a reader of the stream has, in its order. */
  async function told(): Promise<LessonEventEnvelope[]> {
    const entries = await redis.xrange(LESSON_EVENTS, '-', '+');
    return entries.map(([, [name, text = '']]) => {
      expect(name).to.equal('event');
      return LessonEventEnvelope.parse(JSON.parse(text));
    });
  }
  const seqsOf = async (lessonId: LessonId) =>
    (await told()).filter((each) => each.lessonId === lessonId).map(({ seq }) => seq);

  it('tells each event once, in the order of its lesson, and pokes when it is there', async () => {
    const [one, two] = [await makeLesson(), await makeLesson()];
    for (const text of ['a', 'b', 'c']) for (const { id } of [one, two]) await add(id, text);
    expect(pokes).to.equal(6);
    expect(await relay.drain()).to.equal(6);
    expect(await relay.drain()).to.equal(0);
    for (const { id } of [one, two]) {
      const mine = (await told()).filter(({ lessonId }) => lessonId === id);
      expect(mine).to.deep.equal(
        ['a', 'b', 'c'].map((text, nth) => ({
          lessonId: id,
          seq: nth + 1,
          at: clock.now().toISOString(),
          event: reason(text),
        })),
      );
    }
  });

  it('tells nothing of what was undone, and leaves no gap for it', async () => {
    const { id } = await makeLesson();
    await add(id, 'a');
    const undone = database.inTransaction(async (tx) => {
      await outbox.add(tx, { lessonId: id, event: reason('undone') });
      throw new RangeError('undo');
    });
    await undone.catch((error: unknown) => {
      expect(error).to.be.instanceOf(RangeError);
    });
    await add(id, 'b');
    await relay.drain();
    expect(await seqsOf(id)).to.deep.equal([1, 2]);
    expect(pokes).to.equal(2);
  });

  it('gives numbers without a gap when many write at once', async () => {
    const { id } = await makeLesson();
    await Promise.all(Array.from({ length: 30 }, (_, nth) => add(id, String(nth))));
    await Promise.all([relay.drain(), relay.drain(), new OutboxRelay({ db: database.db, redis }).drain()]);
    const seqs = [...new Set(await seqsOf(id))];
    expect(seqs).to.deep.equal(Array.from({ length: 30 }, (_, nth) => nth + 1));
  });

  it('waits while Redis is away, and loses nothing', async () => {
    const { id } = await makeLesson();
    await add(id, 'a');
    const away = new Redis(url(), { lazyConnect: true, enableOfflineQueue: false });
    const failure = await new OutboxRelay({ db: database.db, redis: away })
      .drain()
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(await relay.drain()).to.equal(1);
    expect(await seqsOf(id)).to.deep.equal([1]);
  });

  it('tells again what an emptied Redis has lost', async () => {
    const { id } = await makeLesson();
    for (const text of ['a', 'b']) await add(id, text);
    await relay.drain();
    await redis.flushdb();
    await add(id, 'c');
    await relay.drain();
    expect(await seqsOf(id)).to.deep.equal([1, 2, 3]);
    await relay.drain();
    expect(await seqsOf(id)).to.deep.equal([1, 2, 3]);
  });

  it('forgets what was told a day ago, and nothing else', async () => {
    const { id } = await makeLesson();
    for (const text of ['a', 'b']) await add(id, text);
    await relay.drain();
    await add(id, 'c');
    await database.db.query('UPDATE outbox SET relayed_at = relayed_at - INTERVAL 2 DAY WHERE seq = 1');
    await relay.forgetOld();
    const [rows] = await database.db.query('SELECT seq FROM outbox ORDER BY seq');
    expect(rows).to.deep.equal([{ seq: 2 }, { seq: 3 }]);
  });

  it('reads by its indexes however much was told', async () => {
    const { id } = await makeLesson();
    await database.db.query(
      `INSERT INTO outbox (lesson_id, seq, at, event, relayed_at)
       SELECT '${id}', seq + 100, NOW(3), '{"type":"lesson.restored"}', NOW(3) - INTERVAL 1 HOUR FROM seq_1_to_20000`,
    );
    await database.db.query('ANALYZE TABLE outbox');
    await add(id, 'a');
    expect(await costlyReads(database.db, () => relay.drain())).to.deep.equal([]);
  });

  it('is emptied by a worker that is killed in between, again and again', async function () {
    this.timeout(180_000);
    const { id } = await makeLesson();
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: url(),
      OPENVIDU_URL: 'http://127.0.0.1:1',
      OPENVIDU_SECRET: 'a secret of the tests, long enough for the check',
    };
    for (let nth = 0; nth < 1500; nth += 1) await add(id, String(nth));
    const worker = new WorkerProcess(env);
    const starting = worker.start().catch(() => undefined);
    await until(async () => (await redis.xlen(LESSON_EVENTS)) > 0, {
      what: 'a first batch',
      withinMs: 60_000,
    });
    await worker.end('SIGKILL');
    await starting;
    await redis.flushdb();
    for (let nth = 0; nth < 20; nth += 1) await add(id, `later ${nth}`);
    const next = new WorkerProcess(env);
    await next.start();
    await until(async () => (await seqsOf(id)).includes(1520), { what: 'the last event', withinMs: 30_000 });
    await next.end('SIGTERM');
    const seqs = await seqsOf(id);
    expect([...new Set(seqs)]).to.deep.equal(Array.from({ length: 1520 }, (_, nth) => nth + 1));
  });
});
