import type { Request, RequestHandler } from 'express';
import type { Person } from '../../broker/application.js';
import { AppError } from '@seodang/server-kit/errors';
import { noteLogIds } from '@seodang/server-kit/log';

/** Tells whose access token this is. @throws {AppError} `auth.required`, `auth.expired`, `chat.unavailable` */
export type Authenticate = (accessToken: string) => Promise<Person>;

const people = new WeakMap<Request, Person>();

/**
 * The person behind a request on a guarded route.
 *
 * @throws {AppError} `auth.required` on any other route.
 */
export function personOf(req: Request): Person {
  const person = people.get(req);
  if (!person) throw new AppError('auth.required');
  return person;
}

/** The guards that routes put before their handlers. */
export class Access {
  /** The bearer of an access token whose sign-in still stands. */
  readonly signedIn: RequestHandler;

  /** One who is an operator now; others are refused with `auth.forbidden`. */
  readonly operator: RequestHandler;

  /** Only what calls this port directly: a request that came through the proxy finds nothing here. */
  readonly internal: RequestHandler = (req, _res, next) => {
    if (req.get('x-forwarded-for') !== undefined) throw new AppError('request.not_found');
    next();
  };

  constructor(authenticate: Authenticate) {
    const identify = async (req: Request) => {
      const person = await authenticate(bearerOf(req));
      people.set(req, person);
      noteLogIds({ userId: person.userId });
      return person;
    };
    this.signedIn = async (req, _res, next) => {
      await identify(req);
      next();
    };
    this.operator = async (req, _res, next) => {
      const { roles } = await identify(req);
      if (!roles.includes('operator')) throw new AppError('auth.forbidden');
      next();
    };
  }
}

function bearerOf(req: Request): string {
  const [scheme, token, ...rest] = (req.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new AppError('auth.required');
  return token;
}
