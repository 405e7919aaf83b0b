import { Redis } from 'ioredis';
import type { Log } from '@seodang/server-kit/log';

const HEALING = { connectTimeout: 2_000, retryStrategy: (attempt: number) => Math.min(100 * attempt, 1_000) };

/** Commands fail soon instead of waiting for Redis to return: nothing here is worth more than its hint. */
const IMPATIENT = {
  ...HEALING,
  commandTimeout: 1_000,
  socketTimeout: 2_000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  enableAutoPipelining: true,
};

/** Waits for Redis as long as it takes, and listens again when it is back. */
const PATIENT = { ...HEALING, maxRetriesPerRequest: null, keepAlive: 5_000 };

/** A connection for commands; it never queues one while Redis is away. */
export function openRedis(url: string, log: Log): Redis {
  return told(new Redis(url, IMPATIENT), log.child({ link: 'commands' }));
}

/** A connection that only listens: to channels, or to a stream. */
export function openListener(url: string, log: Log): Redis {
  return told(new Redis(url, PATIENT), log.child({ link: 'listener' }));
}

function told(redis: Redis, log: Log): Redis {
  let lastMessage = '';
  redis.on('error', (error: Error) => {
    if (error.message === lastMessage) return;
    lastMessage = error.message;
    log.warn({ err: error }, 'redis is away');
  });
  redis.on('ready', () => {
    lastMessage = '';
    log.info('redis is there');
  });
  return redis;
}

/** Ends a connection that only listens: nobody waits for anything on it. */
export function closeListener(redis: Redis): Promise<void> {
  redis.disconnect();
  return Promise.resolve();
}

/** Ends the connection; commands under way are answered first when Redis is there. */
export async function closeRedis(redis: Redis): Promise<void> {
  try {
    await redis.quit();
  } catch {
    redis.disconnect();
  }
}
