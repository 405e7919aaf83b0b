import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const Port = z.coerce.number().int().min(1).max(65_535);

const Secret = z
  .string()
  .min(32, 'must have at least 32 characters')
  .refine((text) => !/change.?me/i.test(text), 'is still the example value');

const urlWith = (...protocols: string[]) =>
  z.url().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must start with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

/** The driver knows best what may stand in it: several hosts, options, `mongodb+srv`. */
const MongoUri = z.string().regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://');

const Origin = urlWith('http:', 'https:').refine(
  (text) => URL.canParse(text) && new URL(text).origin === text,
  'must be an origin: scheme, host and port only, without a slash at the end',
);

/** Files that write every name down leave those empty that nobody set. */
function emptyIsMissing<S extends z.ZodType>(schema: S) {
  return z.preprocess((text) => (text === '' ? undefined : text), schema);
}

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
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
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

/** The environment has mistakes; the message names every one of them and never shows a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads and checks the environment.
 *
 * @throws {ConfigError} listing all mistakes at once.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const result = Environment.safeParse(env);
  if (!result.success) {
    const mistakes = result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return `  ${name}: ${env[String(issue.path[0])] === undefined ? 'is missing' : issue.message}`;
    });
    throw new ConfigError(`The environment has mistakes:\n${mistakes.join('\n')}`);
  }
  const read = result.data;
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
