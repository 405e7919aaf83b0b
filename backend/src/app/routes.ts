import type { Express, RequestHandler } from 'express';
import { policyOf, type Policy } from '../platform/http/access.js';

export interface DeclaredRoute {
  readonly method: string;
  readonly path: string;
  /** Null when its first handler is no guard. */
  readonly policy: Policy | null;
}

/** What express keeps of its routes; its types leave it out. */
interface Layer {
  readonly route?: {
    readonly path: string;
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly handle: RequestHandler }[];
  };
  readonly handle: RequestHandler & { readonly stack?: readonly Layer[] };
}

/** Every route of an app with the policy it declared. */
export function listRoutes(app: Express): DeclaredRoute[] {
  return (app.router.stack as unknown as Layer[]).flatMap(routesIn);
}

/**
 * Nothing may be reachable by forgetfulness.
 *
 * @throws {Error} naming each route whose first handler does not say who may call it.
 */
export function assertPolicies(app: Express): void {
  const open = listRoutes(app).filter(({ policy }) => policy === null);
  const names = open.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  if (names.length > 0) throw new Error(`no policy is declared for ${names.join(', ')}`);
}

function routesIn({ route, handle }: Layer): DeclaredRoute[] {
  if (!route) return (handle.stack ?? []).flatMap(routesIn);
  const [guard] = route.stack;
  const policy = guard ? policyOf(guard.handle) : null;
  return Object.keys(route.methods).map((method) => ({ method, path: route.path, policy }));
}
