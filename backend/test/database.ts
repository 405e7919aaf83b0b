import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Sequelize } from 'sequelize';
import { initModels } from '../src/app/models.js';
import { openDatabase } from '../src/platform/db/database.js';
import { migrate } from '../src/platform/db/migrator.js';
import { transactionsOf, type InTransaction } from '../src/platform/db/transaction.js';
import { createLog } from '@seodang/server-kit/log';

export const silent = createLog({ level: 'silent', service: 'test' });
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** The server that tests may make databases on, e.g. `mysql://root@127.0.0.1:10306`. */
export function mariadbUrl(): string {
  return needed('TEST_MARIADB_URL').replace(/\/$/, '');
}

/** The Redis that tests may write to, e.g. `redis://127.0.0.1:10379`. */
export function redisUrl(): string {
  return needed('TEST_REDIS_URL');
}

export interface TestDatabase {
  readonly url: string;
  readonly db: Sequelize;
  readonly inTransaction: InTransaction;
}

/** Gives the describe block around it a migrated database of its own, dropped afterwards. */
export function useDatabase(): TestDatabase {
  const name = `seodang_test_${randomBytes(6).toString('hex')}`;
  const url = `${mariadbUrl()}/${name}`;
  let opened: { db: Sequelize; inTransaction: InTransaction } | undefined;
  const get = () => {
    if (!opened) throw new Error('the database is there only while tests run');
    return opened;
  };

  before(async () => {
    await administer(`CREATE DATABASE ${name}`);
    await migrate({ url, folder: migrationsFolder, log: silent });
    const db = openDatabase(url);
    initModels(db);
    opened = { db, inTransaction: transactionsOf(db) };
  });

  after(async () => {
    await opened?.db.close();
    await administer(`DROP DATABASE IF EXISTS ${name}`);
  });

  return {
    url,
    get db() {
      return get().db;
    },
    get inTransaction() {
      return get().inTransaction;
    },
  };
}

async function administer(sql: string): Promise<void> {
  const server = openDatabase(`${mariadbUrl()}/mysql`, { pool: 1 });
  await server.query(sql);
  await server.close();
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: these tests need a real server (make test starts one)`);
  return value;
}
