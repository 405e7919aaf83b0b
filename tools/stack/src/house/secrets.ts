import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const Secret = z.string().regex(/^[0-9a-f]{64}$/);

const Secrets = z.strictObject({
  openvidu: Secret,
  webhook: Secret,
  /** What the chat-server shows the backend. */
  internal: Secret,
  janusApi: Secret,
  janusAdmin: Secret,
  coturn: Secret,
  mariadbApp: Secret,
  mariadbTests: Secret,
  redis: Secret,
  /** EdDSA private key that signs access tokens, as JWK. */
  accessTokenKey: z.looseObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    d: z.string(),
  }),
});
export type Secrets = z.infer<typeof Secrets>;

/** Came after the first release: files of before are without. */
const ADDED = ['internal'] as const;

/**
 * The secrets of a slot: read from its file, or made once and written there for the owner's eyes only.
 *
 * @throws {Error} when the file exists and cannot be used; what it has is never overwritten, since the stores' passwords
 *   are in it. Names that a later release brought are added.
 */
export function secretsOf(file: string): Secrets {
  if (!existsSync(file)) writeSecrets(file, makeSecrets());
  const kept = addMissing(file, readJson(file));
  const parsed = Secrets.safeParse(kept);
  if (!parsed.success) throw new Error(`${file} cannot be used:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function addMissing(file: string, kept: unknown): unknown {
  if (typeof kept !== 'object' || kept === null) return kept;
  const missing = ADDED.filter((name) => !(name in kept));
  if (missing.length === 0) return kept;
  const made = makeSecrets();
  const whole = { ...kept, ...Object.fromEntries(missing.map((name) => [name, made[name]])) };
  if (Secrets.safeParse(whole).success) writeSecrets(file, Secrets.parse(whole));
  return whole;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read.`, { cause: error });
  }
}

function makeSecrets(): Secrets {
  const secret = () => randomBytes(32).toString('hex');
  const { privateKey } = generateKeyPairSync('ed25519');
  return Secrets.parse({
    openvidu: secret(),
    webhook: secret(),
    internal: secret(),
    janusApi: secret(),
    janusAdmin: secret(),
    coturn: secret(),
    mariadbApp: secret(),
    mariadbTests: secret(),
    redis: secret(),
    accessTokenKey: { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex') },
  });
}

/** Written beside and renamed, so that a process killed meanwhile leaves no half of a file. */
function writeSecrets(file: string, secrets: Secrets): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
