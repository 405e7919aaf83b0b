import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LessonId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { silent } from '../../../test/database.js';
import { until } from '../../../test/until.js';
import { freePort } from '../../../test/worker-process.js';
import { newId } from '@seodang/server-kit/ids';
import { JobQueue } from './queue.js';
import { Sweep } from './sweep.js';
import { JobWorker, type JobHandlers } from './worker.js';

/** A Redis of its own, which a test may kill and empty. */
class OwnRedis {
  url = '';
  #folder = '';
  #port = 0;
  #process: ChildProcess | null = null;

  async prepare(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'seodang-redis-'));
    this.#port = await freePort();
    this.url = `redis://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#folder];
    this.#process = spawn('redis-server', [...options, '--save', '', '--appendonly', 'no'], {
      stdio: 'ignore',
    });
    const client = new Redis(this.url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    await client.ping();
    client.disconnect();
  }

  /** Without a word; what it held is gone. */
  async kill(): Promise<void> {
    const dying = this.#process;
    if (!dying) return;
    this.#process = null;
    const exited = once(dying, 'exit');
    dying.kill('SIGKILL');
    await exited;
  }

  async discard(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

describe('JobQueue and JobWorker', function () {
  this.timeout(60_000);
  const redis = new OwnRedis();
  const done: string[] = [];
  const open: { close(): Promise<void> }[] = [];
  let duringReconcile: () => Promise<unknown> = () => Promise.resolve();

  const handlers: JobHandlers = {
    'apply-webhooks': () => {
      done.push('apply-webhooks');
      return Promise.resolve();
    },
    'reconcile-lesson': async ({ lessonId }) => {
      await duringReconcile();
      done.push(`reconcile ${lessonId}`);
    },
    'reconcile-live-lessons': () => {
      done.push('reconcile-live-lessons');
      return Promise.resolve();
    },
    'relay-outbox': () => Promise.resolve(),
    'raise-reminders': () => Promise.resolve(),
    'reconcile-recordings': () => Promise.resolve(),
  };
  const newQueue = () => keep(new JobQueue(redis.url, silent));
  const newWorker = () => keep(new JobWorker({ redisUrl: redis.url, handlers, log: silent }));
  function keep<T extends { close(): Promise<void> }>(part: T): T {
    open.push(part);
    return part;
  }
  const added = (queue: JobQueue) =>
    until(
      () =>
        queue.add('apply-webhooks', {}).then(
          () => true,
          () => false,
        ),
      {
        what: 'the queue to take a job',
        withinMs: 15_000,
      },
    );
  const ran = (what: string) => until(() => done.includes(what), { what, withinMs: 20_000 });

  before(() => redis.prepare());
  beforeEach(async () => {
    done.length = 0;
    duringReconcile = () => Promise.resolve();
    await redis.start();
  });
  afterEach(async () => {
    for (const part of open.splice(0).toReversed()) await part.close();
    await redis.kill();
  });
  after(() => redis.discard());

  it('hands a job to its handler', async () => {
    const queue = newQueue();
    newWorker();
    await added(queue);
    await ran('apply-webhooks');
  });

  it('refuses a payload that is not the job’s', async () => {
    const queue = newQueue();
    await added(queue);
    const refused = await queue
      .add('reconcile-lesson', { lessonId: 'x' as LessonId })
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Error);
  });

  it('takes a job that shall wait no earlier than that', async () => {
    const queue = newQueue();
    newWorker();
    await added(queue);
    await ran('apply-webhooks');
    const askedAt = Date.now();
    await queue.add('reconcile-lesson', { lessonId: newId(LessonId) }, { delayMs: 400 });
    await until(() => done.length === 2, { what: 'the job that waited', withinMs: 15_000 });
    expect(Date.now() - askedAt).to.be.at.least(400);
  });

  it('lets exactly one job follow the one under way, however often it is asked for', async () => {
    const queue = newQueue();
    newWorker();
    const lessonId = newId(LessonId);
    const ask = () => queue.add('reconcile-lesson', { lessonId }, { once: `reconcile-${lessonId}` });
    let began = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    duringReconcile = () => {
      began += 1;
      return held;
    };
    await until(
      () =>
        ask().then(
          () => true,
          () => false,
        ),
      { what: 'a job', withinMs: 15_000 },
    );
    await until(() => began === 1, { what: 'the first to begin', withinMs: 15_000 });
    for (let nth = 0; nth < 10; nth += 1) await ask();
    release();
    await until(() => done.length === 2, { what: 'the one that follows', withinMs: 15_000 });
    await added(queue);
    await ran('apply-webhooks');
    expect(done.filter((what) => what.startsWith('reconcile '))).to.have.length(2);
  });

  it('fails at once while Redis is away, and works again when it is back and empty', async () => {
    const queue = newQueue();
    newWorker();
    await added(queue);
    await ran('apply-webhooks');
    await redis.kill();
    const began = Date.now();
    expect(await queue.add('apply-webhooks', {}).catch((error: unknown) => error)).to.be.instanceOf(Error);
    expect(Date.now() - began).to.be.lessThan(3000);

    done.length = 0;
    await redis.start();
    await added(queue);
    await ran('apply-webhooks');
  });

  it('starts while Redis is away and works when it comes', async () => {
    await redis.kill();
    const queue = newQueue();
    newWorker();
    expect(await queue.add('apply-webhooks', {}).catch((error: unknown) => error)).to.be.instanceOf(Error);
    await redis.start();
    await added(queue);
    await ran('apply-webhooks');
  });

  for (const ever of ['any more', 'at all']) {
    it(`closes in time while Redis is not there ${ever}`, async () => {
      if (ever === 'at all') await redis.kill();
      const queue = newQueue();
      const worker = newWorker();
      if (ever === 'any more') await added(queue).then(() => redis.kill());
      const began = Date.now();
      await worker.close();
      await queue.close();
      expect(Date.now() - began).to.be.lessThan(8_000);
    });
  }

  it('makes a schedule again that an emptied Redis has forgotten', async () => {
    const queue = newQueue();
    newWorker();
    const schedule = { name: 'reconcile-live-lessons', everyMs: 300, payload: {} } as const;
    const ensured = () =>
      until(
        () =>
          queue.ensure(schedule).then(
            () => true,
            () => false,
          ),
        { what: 'a schedule', withinMs: 15_000 },
      );
    await ensured();
    await ensured();
    await ran('reconcile-live-lessons');
    await redis.kill();
    done.length = 0;
    await redis.start();
    await ensured();
    await ran('reconcile-live-lessons');
  });

  it('finishes the job under way before it closes', async () => {
    const queue = newQueue();
    const worker = newWorker();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let began = false;
    duringReconcile = () => {
      began = true;
      return held;
    };
    const lessonId = newId(LessonId);
    await until(
      () =>
        queue.add('reconcile-lesson', { lessonId }).then(
          () => true,
          () => false,
        ),
      { what: 'a job', withinMs: 15_000 },
    );
    await until(() => began, { what: 'the job to begin', withinMs: 15_000 });
    const closed = worker.close();
    release();
    await closed;
    expect(done).to.deep.equal([`reconcile ${lessonId}`]);
  });
});

describe('Sweep', () => {
  it('runs again and again, also after a failure, and ends after the run under way', async () => {
    let runs = 0;
    const sweep = new Sweep({
      what: 'a test',
      everyMs: 1,
      run: () => {
        runs += 1;
        return runs === 2 ? Promise.reject(new Error('once')) : Promise.resolve();
      },
      log: silent,
    });
    await until(() => runs > 3, { what: 'four runs', withinMs: 30_000 });
    await sweep.stop();
    const ended = runs;
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs).to.equal(ended);
  });
});
