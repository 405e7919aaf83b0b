import { createHash } from 'node:crypto';
import { AccessClaims } from '@seodang/contracts/identity';
import {
  createLocalJWKSet,
  errors,
  importJWK,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JSONWebKeySet,
} from 'jose';
import type { Now } from '@seodang/server-kit/clock';
import type { PrivateJwk } from '../platform/config.js';
import { AppError } from '@seodang/server-kit/errors';

const LIFETIME_SEC = 10 * 60;
const CLOCK_SKEW_SEC = 60;
const ALGORITHM = 'EdDSA';
/** RFC 9068 §2.1: keeps any other token of ours from being taken for an access token. */
const TYPE = 'at+jwt';
const AUDIENCE = 'seodang-api';

export interface AccessTokenOptions {
  /** The first signs; all verify, so an old key goes on for a token's life after a new one was put before it. */
  readonly keys: readonly PrivateJwk[];
  readonly issuer: string;
  readonly now: Now;
}

export interface IssuedAccessToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

/** Makes and reads access tokens: JWTs signed with Ed25519 that live for ten minutes. */
export class AccessTokens {
  readonly #options: AccessTokenOptions;
  readonly #signWith: { readonly key: CryptoKey | Uint8Array; readonly kid: string };
  readonly #jwks: JSONWebKeySet;
  readonly #findKey: ReturnType<typeof createLocalJWKSet>;

  private constructor(options: AccessTokenOptions, signWith: { key: CryptoKey | Uint8Array; kid: string }) {
    this.#options = options;
    this.#signWith = signWith;
    this.#jwks = { keys: options.keys.map(toPublicJwk) };
    this.#findKey = createLocalJWKSet(this.#jwks);
  }

  static async create(options: AccessTokenOptions): Promise<AccessTokens> {
    const [first] = options.keys;
    if (!first) throw new RangeError('an access token needs a key to be signed with');
    return new AccessTokens(options, {
      key: await importJWK({ ...first, kid: kidOf(first) }, ALGORITHM),
      kid: kidOf(first),
    });
  }

  /** The public halves of all keys. @see RFC 7517 §5 */
  get jwks(): JSONWebKeySet {
    return this.#jwks;
  }

  async issue(claims: AccessClaims): Promise<IssuedAccessToken> {
    const { issuer, now } = this.#options;
    const issuedAtSec = Math.floor(now().getTime() / 1000);
    const accessToken = await new SignJWT({ roles: claims.roles, sid: claims.sid })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: this.#signWith.kid })
      .setSubject(claims.sub)
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAtSec)
      .setExpirationTime(issuedAtSec + LIFETIME_SEC)
      .sign(this.#signWith.key);
    return { accessToken, expiresAt: new Date((issuedAtSec + LIFETIME_SEC) * 1000) };
  }

  /** @throws {AppError} `auth.expired` for one that is only too old, `auth.required` for anything else that is wrong. */
  async read(accessToken: string): Promise<AccessClaims> {
    const { issuer, now } = this.#options;
    try {
      const { payload } = await jwtVerify(accessToken, this.#findKey, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer,
        audience: AUDIENCE,
        requiredClaims: ['exp', 'iat', 'sub', 'sid'],
        clockTolerance: CLOCK_SKEW_SEC,
        currentDate: now(),
      });
      return AccessClaims.parse(payload);
    } catch (cause) {
      throw new AppError(
        cause instanceof errors.JWTExpired ? 'auth.expired' : 'auth.required',
        {},
        { cause },
      );
    }
  }
}

function toPublicJwk(key: PrivateJwk) {
  const { kty, crv, x } = key;
  return { kty, crv, x, kid: kidOf(key), alg: ALGORITHM, use: 'sig' };
}

/** The given id, or the key's thumbprint. @see RFC 7638, RFC 8037 §2 */
function kidOf({ kid, crv, kty, x }: PrivateJwk): string {
  return kid ?? createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}
