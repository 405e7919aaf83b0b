import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { PrivateJwk } from '../platform/config.js';

/** A refresh token: 256 bits that say nothing. Only its hash is kept. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function newSalt(): Buffer {
  return randomBytes(32);
}

export function isRefreshToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * Makes the token that follows another. With the salt kept beside the old token's hash the same successor can be
 * given again to whoever shows the old token, though neither of the two is stored: a reader of the database lacks the
 * old token and the key, a reader of the key lacks the salt.
 *
 * @see docs/adr/0013-tokens.md
 */
export class RefreshTokenChain {
  readonly #key: Buffer;

  /** @param keys Those of the access tokens; the first is stretched into a key of its own. */
  constructor([first]: readonly PrivateJwk[]) {
    if (!first) throw new RangeError('a chain of refresh tokens needs a key');
    this.#key = Buffer.from(hkdfSync('sha256', first.d, '', 'seodang refresh token successor', 32));
  }

  successorOf(token: string, salt: Buffer): string {
    return createHmac('sha256', this.#key).update(salt).update(token).digest('base64url');
  }
}
