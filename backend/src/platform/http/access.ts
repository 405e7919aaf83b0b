import type { Role } from '@seodang/contracts/identity';
import type { Request, RequestHandler } from 'express';
import { AppError } from '@seodang/server-kit/errors';
import { noteLogIds } from '@seodang/server-kit/log';
import { setActor, type Authenticate } from './actor.js';
import { assertCookieOrigin } from './origin.js';

/** Who may call a route. What they may do there (their lesson, their part in it) is the service's question. */
export type Policy =
  | 'anyone'
  | 'visitor'
  | 'signed-in'
  | 'instructor'
  | 'operator'
  | 'refresh-cookie'
  | 'signed-link'
  | 'internal'
  | 'internal-secret'
  | 'webhook-secret';

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

  /** Everybody; who shows a token is known by `findActor`, and a token that is not good is refused, not overlooked. */
  readonly visitor: RequestHandler;

  readonly #roles: Readonly<Record<'instructor' | 'operator', RequestHandler>>;

  /** A browser on our own origin, for routes that act on the refresh cookie. */
  readonly refreshCookie: RequestHandler;

  /** Only what calls this port directly: a request that came through the proxy finds nothing here. */
  readonly internal = declare('internal', (req, _res, next) => {
    if (req.get('x-forwarded-for') !== undefined) throw new AppError('request.not_found');
    next();
  });

  constructor(deps: { authenticate: Authenticate; publicOrigin: string }) {
    const identify = async (req: Request) => {
      const actor = await deps.authenticate(bearerOf(req));
      setActor(req, actor);
      noteLogIds({ userId: actor.userId });
      return actor;
    };
    const withRole = (role: Role): RequestHandler => {
      return async (req, _res, next) => {
        const { roles } = await identify(req);
        if (!roles.includes(role)) throw new AppError('auth.forbidden');
        next();
      };
    };
    this.signedIn = declare('signed-in', async (req, _res, next) => {
      await identify(req);
      next();
    });
    this.visitor = declare('visitor', async (req, _res, next) => {
      if (req.get('authorization') !== undefined) await identify(req);
      next();
    });
    this.#roles = {
      instructor: declare('instructor', withRole('instructor')),
      operator: declare('operator', withRole('operator')),
    };
    this.refreshCookie = declare('refresh-cookie', (req, _res, next) => {
      assertCookieOrigin(req, deps.publicOrigin);
      next();
    });
  }

  /** The bearer of an access token who has this role now; others are refused with `auth.forbidden`. */
  role(role: 'instructor' | 'operator'): RequestHandler {
    return this.#roles[role];
  }
}

function bearerOf(req: Request): string {
  const [scheme, token, ...rest] = (req.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new AppError('auth.required');
  return token;
}
