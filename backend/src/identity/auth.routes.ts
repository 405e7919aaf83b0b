import { Register, SignIn } from '@seodang/contracts/identity';
import { Router, type Request, type Response } from 'express';
import type { Access } from '../platform/http/access.js';
import { bodyOf } from '@seodang/server-kit/http/input';
import type { AccountService } from './account.service.js';
import type { AccessTokens } from './access-tokens.js';
import type { RefreshCookie } from './refresh-cookie.js';
import type { Origin, SignedIn, SignInService } from './sign-in.service.js';

export interface AuthRouteDeps {
  readonly signIns: SignInService;
  readonly accounts: AccountService;
  readonly cookie: RefreshCookie;
  readonly access: Access;
}

export function authRoutes({ signIns, accounts, cookie, access }: AuthRouteDeps): Router {
  const router = Router();

  const answer = (res: Response, { session, refreshToken, refreshExpiresAt }: SignedIn) => {
    cookie.set(res, refreshToken, refreshExpiresAt);
    res.json(session);
  };

  router.post('/auth/register', access.anyone, async (req, res) => {
    const begun = await accounts.register(bodyOf(req, Register), originOf(req));
    answer(res.status(201), begun);
  });

  router.post('/auth/sign-in', access.anyone, async (req, res) => {
    answer(res, await signIns.signIn(bodyOf(req, SignIn), originOf(req)));
  });

  router.post('/auth/refresh', access.refreshCookie, async (req, res) => {
    const token = cookie.read(req);
    if (!token) {
      // A visitor who is not signed in asks as well; that is an answer, not a mistake on their console.
      res.status(204).end();
      return;
    }
    answer(res, await signIns.refresh(token, originOf(req)));
  });

  router.post('/auth/sign-out', access.refreshCookie, async (req, res) => {
    const token = cookie.read(req);
    if (token) await signIns.signOut(token);
    cookie.clear(res);
    res.status(204).end();
  });

  return router;
}

/** The public keys of our access tokens, for our own other services. */
export function jwksRoutes(accessTokens: AccessTokens, access: Access): Router {
  const router = Router();

  router.get('/internal/jwks.json', access.internal, (_req, res) => {
    res.json(accessTokens.jwks);
  });

  return router;
}

function originOf(req: Request): Origin {
  return { address: req.ip ?? 'unknown', userAgent: req.get('user-agent') ?? '' };
}
