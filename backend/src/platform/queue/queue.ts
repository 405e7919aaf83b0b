import { once } from 'node:events';
import { JOBS, LONG_JOBS, type JobName, type JobPayload } from '@seodang/contracts/jobs';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Log } from '@seodang/server-kit/log';
import { closedWithin } from './closing.js';

export const QUEUE_NAME = 'seodang';
export const LONG_QUEUE_NAME = 'seodang-long';

const DAY_SEC = 24 * 3600;
const READY_WITHIN_MS = 2_000;
const CLOSE_WITHIN_MS = 1_000;
const DEFAULT_OPTIONS = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: { age: 3600, count: 1_000 },
  removeOnFail: { age: 7 * DAY_SEC, count: 5_000 },
};

/** Putting a job in fails at once while Redis is away: what must not be lost is in SQL, and a sweep finds it there. */
const IMPATIENT = {
  connectTimeout: 2_000,
  commandTimeout: 2_000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: (attempt: number) => Math.min(100 * attempt, 1_000),
};

export interface AddOptions {
  /**
   * While a job with this mark waits, another is not added; while one is under way, exactly one more follows it.
   * Letters, digits and dashes.
   */
  readonly once?: string;
  /** Taken no earlier than so much later. */
  readonly delayMs?: number;
}

/** A job that comes again and again. */
export interface Schedule<N extends JobName = JobName> {
  readonly name: N;
  readonly everyMs: number;
  readonly payload: JobPayload<N>;
}

/** The side of the queue that puts jobs in. */
export class JobQueue {
  readonly #queue: Queue;
  readonly #longQueue: Queue;
  readonly #redis: Redis;

  constructor(redisUrl: string, log: Log, options: { prefix?: string } = {}) {
    this.#redis = new Redis(redisUrl, IMPATIENT);
    const onError = (error: Error) => {
      log.debug({ err: error }, 'the queue has no redis');
    };
    this.#redis.on('error', onError);
    const open = (name: string) => {
      const queue = new Queue(name, {
        connection: this.#redis,
        defaultJobOptions: DEFAULT_OPTIONS,
        skipWaitingForReady: true,
        skipVersionCheck: true,
        ...options,
      });
      queue.on('error', onError);
      return queue;
    };
    this.#queue = open(QUEUE_NAME);
    this.#longQueue = open(LONG_QUEUE_NAME);
  }

  /** @throws when the payload is not the job's, or Redis is away. */
  async add<N extends JobName>(name: N, payload: JobPayload<N>, options: AddOptions = {}): Promise<void> {
    const { once, delayMs } = options;
    const isLong = LONG_JOBS.some((each) => each === name);
    await (isLong ? this.#longQueue : this.#queue).add(name, JOBS[name].parse(payload), {
      ...(once === undefined ? {} : { deduplication: { id: once, keepLastIfActive: true } }),
      ...(delayMs === undefined ? {} : { delay: delayMs }),
    });
  }

  /** Makes sure that a schedule is there; an emptied Redis has forgotten it. @throws when Redis is away. */
  async ensure({ name, everyMs, payload }: Schedule): Promise<void> {
    if (this.#redis.status !== 'ready') {
      await once(this.#redis, 'ready', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    }
    const known = await this.#queue.getJobScheduler(name);
    if (known?.every === everyMs) return;
    await this.#queue.upsertJobScheduler(name, { every: everyMs }, { name, data: JOBS[name].parse(payload) });
  }

  /** Jobs that wait to be taken. @throws when Redis is away. */
  countWaiting(): Promise<number> {
    return this.#queue.getWaitingCount();
  }

  async close(): Promise<void> {
    await closedWithin(CLOSE_WITHIN_MS, Promise.all([this.#queue.close(), this.#longQueue.close()]));
    this.#redis.disconnect();
  }
}
