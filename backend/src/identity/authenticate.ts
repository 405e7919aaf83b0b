import type { Now } from '@seodang/server-kit/clock';
import { AppError } from '@seodang/server-kit/errors';
import type { Authenticate } from '../platform/http/actor.js';
import type { AccessTokens } from './access-tokens.js';
import type { BearerCache } from './bearer-cache.js';

/** Reads an access token and asks whether its sign-in still stands. Name and roles are those of now, not of the token. */
export function authenticateWith(deps: {
  accessTokens: AccessTokens;
  bearers: BearerCache;
  now: Now;
}): Authenticate {
  return async (accessToken) => {
    const { sub, sid } = await deps.accessTokens.read(accessToken);
    const bearer = await deps.bearers.find(sid, sub);
    if (!bearer || bearer.endsAt <= deps.now()) throw new AppError('auth.expired');
    return { userId: sub, name: bearer.name, roles: bearer.roles, signInId: sid };
  };
}
