import mysql, { type Connection, type QueryError } from 'mysql2';
import { DataTypes, Sequelize, type Model, type ModelStatic } from 'sequelize';
import type { Log } from '@seodang/server-kit/log';

const CONNECT_TIMEOUT_MS = 2_000;
const ACQUIRE_TIMEOUT_MS = 2_500;
const QUERY_TIMEOUT_MS = 2_500;

// Sequelize 6 cuts the milliseconds off a Date given to a raw query, as the type it writes it with has no length.
Object.assign((DataTypes as unknown as { mysql: { DATE: { prototype: object } } }).mysql.DATE.prototype, {
  _length: 3,
});

export interface DatabaseOptions {
  readonly log?: Log;
  /** Most connections at once. */
  readonly pool?: number;
  /** A query without an answer for this long fails and its connection is thrown away; 0 waits for ever. */
  readonly queryTimeoutMs?: number;
}

/**
 * Opens a pool of connections to MariaDB (nothing is connected until the first query).
 * Times are UTC. When the server is away or silent a query fails within five seconds; later ones connect anew.
 *
 * @param url `mysql://user:password@host:port/name`
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Sequelize {
  const { log, pool = 10, queryTimeoutMs = QUERY_TIMEOUT_MS } = options;
  return new Sequelize(url, {
    dialect: 'mysql',
    dialectModule: impatient(queryTimeoutMs),
    timezone: '+00:00',
    logging: log?.isLevelEnabled('trace')
      ? (sql) => {
          log.trace({ sql }, 'query');
        }
      : false,
    pool: { max: pool, min: 0, acquire: ACQUIRE_TIMEOUT_MS, idle: 10_000 },
    define: { underscored: true, timestamps: false },
    dialectOptions: { connectTimeout: CONNECT_TIMEOUT_MS, charset: 'utf8mb4_unicode_520_ci' },
  });
}

/**
 * mysql2, with a time limit on every query. Sequelize gives none, and a server that accepts but never answers
 * would otherwise hold a pooled connection for ever.
 */
function impatient(timeoutMs: number): object {
  if (timeoutMs === 0) return mysql;
  return {
    ...mysql,
    createConnection: (settings: mysql.ConnectionOptions) =>
      limitQueries(mysql.createConnection(settings), timeoutMs),
  };
}

type Answer = (error: QueryError | null, ...rest: unknown[]) => void;

function limitQueries(connection: Connection, timeoutMs: number): Connection {
  const query = connection.query.bind(connection) as (
    options: mysql.QueryOptions,
    answer?: Answer,
  ) => unknown;
  const limited = (options: string | mysql.QueryOptions, answer?: Answer) =>
    query(
      { ...(typeof options === 'string' ? { sql: options } : options), timeout: timeoutMs },
      (error, ...rest) => {
        // The late answer would be taken for that of the next query: this connection is of no use any more.
        if (error?.code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy();
        answer?.(error, ...rest);
      },
    );
  return Object.assign(connection, { query: limited });
}

/** The database a model class was tied to by its `initIn`. */
export function databaseOf(model: ModelStatic<Model>): Sequelize {
  if (!model.sequelize) throw new Error(`${model.name} is not tied to a database yet`);
  return model.sequelize;
}
