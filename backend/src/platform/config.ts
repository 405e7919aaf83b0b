import {
  ConfigError,
  emptyIsMissing,
  LogLevel,
  Origin,
  Port,
  readEnvironment,
  Secret,
  urlWith,
} from '@seodang/server-kit/environment';
import { z } from 'zod';

/** An Ed25519 private key as JWK; `kid` may be left out, then its thumbprint is used. */
const PrivateJwk = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  d: z.string(),
  x: z.string(),
  kid: z.string().optional(),
});
export type PrivateJwk = z.infer<typeof PrivateJwk>;

/** One key, or a set whose first key signs while the others still verify (rotation). */
const TokenKeys = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON: a JWK or a JWK set' });
      return z.NEVER;
    }
  })
  .pipe(
    z.union(
      [
        PrivateJwk.transform((key) => [key]),
        z.looseObject({ keys: z.array(PrivateJwk).min(1) }).transform((set) => set.keys),
      ],
      'must be an Ed25519 private key as JWK, or a JWK set of such keys',
    ),
  );

/** The name and the address that mails carry. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** `서당 <no-reply@school.example>`, or the address alone. */
const SenderText = z.string().transform((text, context): Sender => {
  const named = /^([^<>"\r\n]*)<([^<>\s]+)>$/.exec(text.trim());
  const [name, address] = named ? [named[1] ?? '', named[2] ?? ''] : ['', text.trim()];
  if (z.email().safeParse(address).success) return { name: name.trim() || 'Seodang', address };
  context.addIssue({ code: 'custom', message: 'must be like Seodang <no-reply@school.example>' });
  return z.NEVER;
});

const NOBODY: Sender = { name: 'Seodang', address: 'no-reply@localhost.localdomain' };

const Environment = z.object({
  API_HOST: z.string().min(1).default('127.0.0.1'),
  API_PORT: Port.default(10_300),
  WORKER_PORT: Port.default(10_301),
  DATABASE_URL: urlWith('mysql:'),
  REDIS_URL: urlWith('redis:', 'rediss:'),
  OPENVIDU_URL: urlWith('http:', 'https:'),
  OPENVIDU_SECRET: Secret,
  WEBHOOK_SECRETS: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .pipe(z.array(Secret).min(1)),
  /** What the chat-server shows on the inner routes. */
  INTERNAL_SECRET: Secret,
  PUBLIC_ORIGIN: Origin,
  ACCESS_TOKEN_KEY: TokenKeys,
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(1),
  /** `smtp://user:password@host:port`, or `smtps:`; without it no mail is sent. */
  SMTP_URL: emptyIsMissing(urlWith('smtp:', 'smtps:').optional()),
  MAIL_FROM: emptyIsMissing(SenderText.optional()),
  /** Where what was made of recordings lies when it is kept on a disk; the proxy sends it from there. */
  RECORDINGS_PATH: emptyIsMissing(z.string().min(1).default('/var/lib/seodang/recordings')),
  /** Room to work on recordings: about three times the size of those under way. */
  RECORDINGS_WORK: emptyIsMissing(z.string().min(1).default('/var/lib/seodang/recordings-work')),
  /** Percent of all cores that other things take while lessons are live; above it nothing is rendered. */
  PAUSE_RENDERING_ABOVE: emptyIsMissing(z.coerce.number().int().min(10).max(100).default(80)),
  RECORDINGS_STORAGE: emptyIsMissing(z.enum(['local', 's3']).default('local')),
  /** These with `s3` only; `S3_URL` is the server's address, the bucket comes behind it as a path. */
  S3_URL: emptyIsMissing(urlWith('http:', 'https:').optional()),
  S3_REGION: emptyIsMissing(z.string().default('us-east-1')),
  S3_BUCKET: emptyIsMissing(z.string().optional()),
  S3_ACCESS_KEY: emptyIsMissing(z.string().optional()),
  S3_SECRET_KEY: emptyIsMissing(z.string().optional()),
  LOG_LEVEL: LogLevel,
});

/** Every name that these programs read. */
export const CONFIG_NAMES: readonly string[] = Object.keys(Environment.shape);

/** An S3-compatible store. */
export interface S3Config {
  readonly url: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What a process is told from outside; the names in the environment are written in capitals. */
export interface Config {
  readonly apiHost: string;
  readonly apiPort: number;
  readonly workerPort: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly openviduUrl: string;
  readonly openviduSecret: string;
  readonly webhookSecrets: readonly string[];
  readonly internalSecret: string;
  readonly publicOrigin: string;
  readonly accessTokenKeys: readonly PrivateJwk[];
  /** How many proxies stand before this process; the client's address is read that many hops away. */
  readonly trustedProxies: number;
  /** Null when no mail is to be sent. */
  readonly smtpUrl: string | null;
  readonly mailFrom: Sender;
  readonly recordings: {
    readonly path: string;
    readonly work: string;
    /** How busy others may be, 0 to 1, before rendering waits for live lessons. */
    readonly pauseAbove: number;
    /** Null when they are kept on the disk, at `path`. */
    readonly s3: S3Config | null;
  };
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
    apiHost: read.API_HOST,
    apiPort: read.API_PORT,
    workerPort: read.WORKER_PORT,
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    openviduUrl: read.OPENVIDU_URL,
    openviduSecret: read.OPENVIDU_SECRET,
    webhookSecrets: read.WEBHOOK_SECRETS,
    internalSecret: read.INTERNAL_SECRET,
    publicOrigin: read.PUBLIC_ORIGIN,
    accessTokenKeys: read.ACCESS_TOKEN_KEY,
    trustedProxies: read.TRUSTED_PROXIES,
    smtpUrl: read.SMTP_URL ?? null,
    mailFrom: read.MAIL_FROM ?? NOBODY,
    recordings: {
      path: read.RECORDINGS_PATH,
      work: read.RECORDINGS_WORK,
      pauseAbove: read.PAUSE_RENDERING_ABOVE / 100,
      s3: s3Of(read),
    },
    logLevel: read.LOG_LEVEL,
  };
}

/** @throws {ConfigError} when a part of it is missing. */
function s3Of(read: z.output<typeof Environment>): S3Config | null {
  if (read.RECORDINGS_STORAGE === 'local') return null;
  const { S3_URL: url, S3_REGION: region, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey } = read;
  const secretKey = read.S3_SECRET_KEY;
  if (url && bucket && accessKey && secretKey) return { url, region, bucket, accessKey, secretKey };
  throw new ConfigError(
    'RECORDINGS_STORAGE is s3: S3_URL, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY are needed',
  );
}
