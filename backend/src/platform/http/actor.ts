import type { Role } from '@seodang/contracts/identity';
import type { UserId } from '@seodang/contracts/ids';
import type { Request } from 'express';
import { AppError } from '@seodang/server-kit/errors';

/** Who asks, as our own token and the database say; never from a body, a query or a header of the client's. */
export interface Actor {
  readonly userId: UserId;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly signInId: string;
}

/** Tells whose access token this is. @throws {AppError} `auth.required` or `auth.expired`. */
export type Authenticate = (accessToken: string) => Promise<Actor>;

const actors = new WeakMap<Request, Actor>();

export function setActor(req: Request, actor: Actor): void {
  actors.set(req, actor);
}

/** The person behind a request on a route with the policy `visitor`; null for one who is not signed in. */
export function findActor(req: Request): Actor | null {
  return actors.get(req) ?? null;
}

/**
 * The person behind a request on a route for people who are signed in, whatever role it asks for.
 *
 * @throws {AppError} `auth.required` on any other route.
 */
export function actorOf(req: Request): Actor {
  const actor = actors.get(req);
  if (!actor) throw new AppError('auth.required');
  return actor;
}
