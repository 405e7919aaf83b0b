import { JOBS, type JobName, type JobPayload, type LongJobName } from '@seodang/contracts/jobs';
import { UnrecoverableError, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { withLogIds, type Log } from '@seodang/server-kit/log';
import { closedWithin } from './closing.js';
import { LONG_QUEUE_NAME, QUEUE_NAME } from './queue.js';

type HandlersOf<Names extends JobName> = {
  readonly [N in Names]: (payload: JobPayload<N>) => Promise<unknown>;
};

/** One handler for every job there is; running it twice must give the same result. */
export type JobHandlers = HandlersOf<Exclude<JobName, LongJobName>>;
/** The same for those that take minutes. */
export type LongJobHandlers = HandlersOf<LongJobName>;

export interface JobWorkerOptions {
  readonly redisUrl: string;
  /** One worker takes either these or the long ones. */
  readonly handlers: JobHandlers | LongJobHandlers;
  readonly log: Log;
  readonly concurrency?: number;
  /** Keeps the queues of tests apart. */
  readonly prefix?: string;
  readonly onFinished?: (name: string, outcome: 'completed' | 'failed') => void;
}

/** Taken back from a worker that died without a word. */
const STALLED_AFTER_MS = 15_000;

const CLOSE_WITHIN_MS = 5_000;

/** The side of the queue that takes jobs out. It waits for Redis for as long as it is away. */
export class JobWorker {
  readonly #worker: Worker;
  readonly #redis: Redis;
  #isClosing = false;

  constructor(options: JobWorkerOptions) {
    const { redisUrl, handlers, log, concurrency = 4, prefix, onFinished } = options;
    this.#redis = new Redis(redisUrl, {
      maxRetriesPerRequest: null,
      // BullMQ copies this to a connection of its own, which only ends when it may not try again.
      retryStrategy: (attempt) => (this.#isClosing ? null : Math.min(100 * attempt, 1_000)),
    });
    const queueName = 'prepare-recording' in handlers ? LONG_QUEUE_NAME : QUEUE_NAME;
    this.#worker = new Worker(queueName, (job: Job<unknown>) => handle(handlers, job), {
      connection: this.#redis,
      concurrency,
      lockDuration: STALLED_AFTER_MS,
      stalledInterval: STALLED_AFTER_MS / 3,
      ...(prefix === undefined ? {} : { prefix }),
    });
    const onError = (error: Error) => {
      log.debug({ err: error }, 'the worker has no redis');
    };
    this.#redis.on('error', onError);
    this.#worker.on('error', onError);
    this.#worker.on('completed', ({ name }) => onFinished?.(name, 'completed'));
    this.#worker.on('failed', (job, error) => {
      onFinished?.(job?.name ?? 'unknown', 'failed');
      log.warn({ err: error, job: job?.name, attempt: job?.attemptsMade }, 'job failed');
    });
  }

  /** Takes no new job and lets those under way finish, for a few seconds; what is cut off then is run again. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await closedWithin(CLOSE_WITHIN_MS, this.#worker.close(this.#redis.status !== 'ready'));
    this.#redis.disconnect();
  }
}

function handle(handlers: JobHandlers | LongJobHandlers, job: Job<unknown>): Promise<unknown> {
  if (!isKnown(job.name) || !Object.hasOwn(handlers, job.name))
    throw new UnrecoverableError(`there is no job ${job.name}`);
  const payload = JOBS[job.name].safeParse(job.data);
  if (!payload.success) throw new UnrecoverableError(z.prettifyError(payload.error));
  const run = (handlers as Partial<Record<JobName, unknown>>)[job.name] as (
    payload: unknown,
  ) => Promise<unknown>;
  return withLogIds({ jobId: job.id ?? job.name }, () => run(payload.data));
}

function isKnown(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}
