import { AccessClaims } from '@seodang/contracts/identity';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { AppError } from '@seodang/server-kit/errors';
import { unavailable } from '../platform/store-errors.js';

/** As the backend makes them. @see docs/adr/0013-tokens.md */
const EXPECTED = {
  algorithms: ['EdDSA'],
  typ: 'at+jwt',
  audience: 'seodang-api',
  requiredClaims: ['exp', 'iat', 'sub', 'sid'],
  clockTolerance: 60,
};
const KEYS = { timeoutDuration: 2_000, cooldownDuration: 5_000, cacheMaxAge: 5 * 60_000 };

/** Reads access tokens with the public keys that the backend shows on the inner network. */
export class AccessTokens {
  readonly #issuer: string;
  readonly #findKey: ReturnType<typeof createRemoteJWKSet>;

  constructor(options: { backendUrl: string; publicOrigin: string }) {
    this.#issuer = options.publicOrigin;
    this.#findKey = createRemoteJWKSet(new URL(`${options.backendUrl}/internal/jwks.json`), KEYS);
  }

  /**
   * @throws {AppError} `auth.expired` for one that is only too old, `chat.unavailable` when the keys cannot be had,
   *   `auth.required` for anything else that is wrong.
   */
  async read(accessToken: string): Promise<AccessClaims> {
    try {
      const { payload } = await jwtVerify(accessToken, this.#findKey, { ...EXPECTED, issuer: this.#issuer });
      return AccessClaims.parse(payload);
    } catch (cause) {
      throw refusalOf(cause);
    }
  }
}

function refusalOf(cause: unknown): AppError {
  if (cause instanceof errors.JWTExpired) return new AppError('auth.expired', {}, { cause });
  // A network that fails throws what fetch throws; keys that are no answer at all are plain JOSE errors.
  const isAway =
    cause instanceof errors.JWKSTimeout || cause instanceof TypeError || codeOf(cause) === 'ERR_JOSE_GENERIC';
  return isAway ? unavailable(cause) : new AppError('auth.required', {}, { cause });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
