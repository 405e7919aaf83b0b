import type { Request, RequestHandler } from 'express';
import { AppError } from '@seodang/server-kit/errors';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses a change that a browser sends from another site. Programs send neither header and are let through. */
export function refuseOtherSites(publicOrigin: string): RequestHandler {
  return (req, _res, next) => {
    if (!SAFE_METHODS.has(req.method) && isFromElsewhere(req, publicOrigin)) {
      throw new AppError('request.wrong_origin');
    }
    next();
  };
}

/**
 * For what acts on a cookie, which a browser adds by itself: the request must say that it comes from our own page.
 *
 * @throws {AppError} `request.wrong_origin`, also when the browser says nothing.
 */
export function assertCookieOrigin(req: Request, publicOrigin: string): void {
  const says = req.get('origin') ?? req.get('sec-fetch-site');
  if (says === undefined || isFromElsewhere(req, publicOrigin)) throw new AppError('request.wrong_origin');
}

function isFromElsewhere(req: Request, publicOrigin: string): boolean {
  const origin = req.get('origin');
  const site = req.get('sec-fetch-site');
  return (origin !== undefined && origin !== publicOrigin) || (site !== undefined && site !== 'same-origin');
}
