import { randomUUID } from 'node:crypto';
import {
  emptyIsMissing,
  LogLevel,
  Origin,
  Port,
  readEnvironment,
  Secret,
  urlWith,
} from '@seodang/server-kit/environment';
import { z } from 'zod';

/** The driver knows best what may stand in it: several hosts, options, `mongodb+srv`. */
const MongoUri = z.string().regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://');

const Environment = z.object({
  CHAT_HOST: z.string().min(1).default('127.0.0.1'),
  CHAT_PORT: Port.default(10_400),
  /** STOMP without WebSocket, for clients in other languages; without it nobody listens. */
  CHAT_TCP_PORT: emptyIsMissing(Port.optional()),
  MONGODB_URI: MongoUri,
  REDIS_URL: urlWith('redis:', 'rediss:'),
  BACKEND_URL: urlWith('http:', 'https:'),
  INTERNAL_SECRET: Secret,
  PUBLIC_ORIGIN: Origin,
  /** Tells replicas apart; without it each start takes a new one. */
  REPLICA_ID: emptyIsMissing(
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'may have letters, digits, - and _ only')
      .optional(),
  ),
  LOG_LEVEL: LogLevel,
});

/** Every name that this program reads. */
export const CONFIG_NAMES: readonly string[] = Object.keys(Environment.shape);

/** What the process is told from outside; the names in the environment are written in capitals. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Null when there is no plain TCP. */
  readonly tcpPort: number | null;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly backendUrl: string;
  readonly internalSecret: string;
  readonly publicOrigin: string;
  readonly replicaId: string;
  readonly logLevel: string;
}

/**
 * Reads and checks the environment.
 *
 * @throws {ConfigError} listing all mistakes at once.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const read = readEnvironment(Environment, env);
  return {
    host: read.CHAT_HOST,
    port: read.CHAT_PORT,
    tcpPort: read.CHAT_TCP_PORT ?? null,
    mongodbUri: read.MONGODB_URI,
    redisUrl: read.REDIS_URL,
    backendUrl: read.BACKEND_URL.replace(/\/$/, ''),
    internalSecret: read.INTERNAL_SECRET,
    publicOrigin: read.PUBLIC_ORIGIN,
    replicaId: read.REPLICA_ID ?? randomUUID(),
    logLevel: read.LOG_LEVEL,
  };
}
