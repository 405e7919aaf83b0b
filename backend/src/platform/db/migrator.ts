import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { QueryTypes, Transaction, type Sequelize } from 'sequelize';
import { SequelizeStorage, Umzug, type RunnableMigration } from 'umzug';
import type { Log } from '@seodang/server-kit/log';
import { openDatabase } from './database.js';

/** A step of the schema. It goes forward only: a mistake is mended by the next step. */
export interface Migration {
  up(db: Sequelize): Promise<void>;
}

const LOCK_WAIT_SEC = 60;

export interface MigrateOptions {
  readonly url: string;
  /** Holds files named `2026_11_21_0900_create_users.ts` (or `.js`), each with `export const migration: Migration`. */
  readonly folder: string;
  readonly log: Log;
}

/**
 * Brings the schema up to date. Processes that start together wait for one another on a lock of the database;
 * steps that already ran are left alone.
 *
 * @returns the names of the steps that ran.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { url, folder, log } = options;
  const db = openDatabase(url, { log, pool: 2, queryTimeoutMs: 0 });
  try {
    return await withLock(db, async () => {
      const umzug = new Umzug({
        migrations: await readMigrations(db, folder),
        storage: new SequelizeStorage({ sequelize: db, tableName: 'schema_migrations' }),
        logger: undefined,
      });
      const done = await umzug.up();
      for (const { name } of done) log.info({ name }, 'migrated');
      return done.map(({ name }) => name);
    });
  } finally {
    await db.close();
  }
}

/** The lock belongs to a connection, so it is taken inside a transaction, which holds on to one. */
async function withLock<T>(db: Sequelize, work: () => Promise<T>): Promise<T> {
  const name = `seodang-migrate-${db.getDatabaseName()}`.slice(0, 64);
  return db.transaction(
    { isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED },
    async (transaction) => {
      const ask = (sql: string) =>
        db.query<{ got: number | null }>(sql, {
          replacements: { name, wait: LOCK_WAIT_SEC },
          type: QueryTypes.SELECT,
          transaction,
        });
      const [answer] = await ask('SELECT GET_LOCK(:name, :wait) AS got');
      if (answer?.got !== 1) throw new Error(`another process has been migrating for ${LOCK_WAIT_SEC} s`);
      try {
        return await work();
      } finally {
        await ask('SELECT RELEASE_LOCK(:name) AS got');
      }
    },
  );
}

async function readMigrations(db: Sequelize, folder: string): Promise<RunnableMigration<object>[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_\d{2}_\d{2}_\d{4}_\w+\.(ts|js)$/.test(file));
  return files.sort().map((file) => ({
    name: basename(file, extname(file)),
    up: async () => {
      const module = (await import(pathToFileURL(join(folder, file)).href)) as { migration: Migration };
      await module.migration.up(db);
    },
  }));
}
