import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import { declare, type Policy } from './access.js';

export interface SecretDoor {
  readonly policy: Extract<Policy, 'webhook-secret' | 'internal-secret'>;
  /** Where the secret is shown. */
  readonly header: string;
  /** Any one of them opens the door, so that a secret can be changed without a gap. */
  readonly secrets: readonly string[];
}

/**
 * Lets through whoever calls this port directly and shows one of the secrets. The time it takes does not depend on how
 * close a guess was. Through the proxy there is nothing here.
 */
export function knowingASecret({ policy, header, secrets }: SecretDoor): RequestHandler {
  const known = secrets.map(digest);
  return declare(policy, (req, _res, next) => {
    if (req.get('x-forwarded-for') !== undefined) throw new AppError('request.not_found');
    const shown = digest(req.get(header) ?? '');
    const matches = known.filter((secret) => timingSafeEqual(secret, shown));
    if (matches.length === 0) throw new AppError('auth.required');
    next();
  });
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
