import { Redis } from 'ioredis';
import type { Log } from '@seodang/server-kit/log';

/** Commands fail within two seconds instead of waiting for Redis to return; the connection heals by itself. */
const IMPATIENT = {
  connectTimeout: 2_000,
  commandTimeout: 2_000,
  socketTimeout: 3_000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: (attempt: number) => Math.min(100 * attempt, 1_000),
};

/** A connection for requests: it never queues a command while Redis is away. Queues open their own. */
export function openRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, IMPATIENT);
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

/** Ends the connection; commands under way are answered first when Redis is there. */
export async function closeRedis(redis: Redis): Promise<void> {
  try {
    await redis.quit();
  } catch {
    redis.disconnect();
  }
}
