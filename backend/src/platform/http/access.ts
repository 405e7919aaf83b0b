import type { Request, RequestHandler } from 'express';
import { AppError } from '../errors.js';
import { noteLogIds } from '../log.js';
import { setActor, type Authenticate } from './actor.js';
import { assertCookieOrigin } from './origin.js';

/** Who may call a route. What they may do there (their lesson, their part in it) is the service's question. */
export type Policy = 'anyone' | 'signed-in' | 'refresh-cookie' | 'internal' | 'webhook-secret';

const policies = new WeakMap<RequestHandler, Policy>();

/** Marks the guard of a route with the policy it enforces. A route whose first handler has no mark is refused at start. */
export function declare(policy: Policy, guard: RequestHandler): RequestHandler {
  policies.set(guard, policy);
  return guard;
}

/** The policy a handler enforces, or null when it is no guard. */
export function policyOf(handler: RequestHandler): Policy | null {
  return policies.get(handler) ?? null;
}

/** The guards that routes put before their handlers. */
export class Access {
  /** Everybody, also without an account. */
  readonly anyone = declare('anyone', (_req, _res, next) => {
    next();
  });

  /** The bearer of an access token whose sign-in still stands; `actorOf` names them afterwards. */
  readonly signedIn: RequestHandler;

  /** A browser on our own origin, for routes that act on the refresh cookie. */
  readonly refreshCookie: RequestHandler;

  /** Only what calls this port directly: a request that came through the proxy finds nothing here. */
  readonly internal = declare('internal', (req, _res, next) => {
    if (req.get('x-forwarded-for') !== undefined) throw new AppError('request.not_found');
    next();
  });

  constructor(deps: { authenticate: Authenticate; publicOrigin: string }) {
    this.signedIn = declare('signed-in', async (req, _res, next) => {
      const actor = await deps.authenticate(bearerOf(req));
      setActor(req, actor);
      noteLogIds({ userId: actor.userId });
      next();
    });
    this.refreshCookie = declare('refresh-cookie', (req, _res, next) => {
      assertCookieOrigin(req, deps.publicOrigin);
      next();
    });
  }
}

function bearerOf(req: Request): string {
  const [scheme, token, ...rest] = (req.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new AppError('auth.required');
  return token;
}
