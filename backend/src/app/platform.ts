import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import type { Sequelize } from 'sequelize';
import { systemNow, type Now } from '@seodang/server-kit/clock';
import type { Config } from '../platform/config.js';
import { openDatabase } from '../platform/db/database.js';
import { migrate } from '../platform/db/migrator.js';
import { isStoreAway } from '../platform/db/store-errors.js';
import { transactionsOf, type InTransaction } from '../platform/db/transaction.js';
import { createLog, type Log } from '@seodang/server-kit/log';
import { closeRedis, openRedis } from '../platform/redis.js';
import { Shutdown } from '@seodang/server-kit/shutdown';
import { initModels } from './models.js';

/** What both processes stand on. */
export interface Platform {
  readonly config: Config;
  readonly log: Log;
  readonly now: Now;
  readonly db: Sequelize;
  readonly inTransaction: InTransaction;
  readonly redis: Redis;
  readonly shutdown: Shutdown;
}

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const RETRY_MS = 1_000;

/** Opens the stores (without waiting for them) and registers their closing. */
export function openPlatform(
  config: Config,
  service: 'api' | 'worker' | 'seeds' | 'grant-role',
  now: Now = systemNow,
): Platform {
  const log = createLog({ level: config.logLevel, service });
  const shutdown = new Shutdown({ log });
  const db = openDatabase(config.databaseUrl, { log });
  initModels(db);
  shutdown.add('database', () => db.close());
  const redis = openRedis(config.redisUrl, log);
  shutdown.add('redis', () => closeRedis(redis));
  return { config, log, now, db, inTransaction: transactionsOf(db), redis, shutdown };
}

/** Brings the schema up to date, waiting for MariaDB for as long as it is away: parts may start in any order. */
export async function migrateWhenReachable({ config, log }: Pick<Platform, 'config' | 'log'>): Promise<void> {
  for (;;) {
    try {
      await migrate({ url: config.databaseUrl, folder: MIGRATIONS, log });
      return;
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      log.warn({ err: error }, 'waiting for the database');
      await delay(RETRY_MS);
    }
  }
}
