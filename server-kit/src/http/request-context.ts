import type { RequestHandler } from 'express';
import { currentLogIds, restFromLogIds, withLogIds, type Log } from '../log.js';
import { newUuid } from '../ids.js';

/** Asked every few seconds by machines; only their failures are news. */
const ROUTINE = /^\/(healthz|readyz|metrics)$|\/presence$/;
const GOOD_ID = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Gives each request an id: the caller's `X-Request-Id` when it is well formed, else a new one. It is sent back, is
 * in every line logged meanwhile, and is what a person quotes to an operator.
 *
 * @param options.restsBetween For a process that is busy with other things than requests: keeping ids costs it nothing
 *   while no request is under way.
 */
export function requestContext(
  log: Log,
  { restsBetween = false }: { restsBetween?: boolean } = {},
): RequestHandler {
  let underWay = 0;
  return (req, res, next) => {
    underWay += 1;
    const given = req.get('x-request-id');
    const requestId = given !== undefined && GOOD_ID.test(given) ? given : newUuid();
    const startedAt = performance.now();
    res.set('X-Request-Id', requestId);
    withLogIds({ requestId }, () => {
      const ids = currentLogIds();
      res.once('close', () => {
        const path = pathOf(req.originalUrl);
        const isRoutine = ROUTINE.test(path) && res.statusCode < 400;
        log[isRoutine ? 'debug' : 'info'](
          {
            ...ids,
            method: req.method,
            path,
            status: res.statusCode,
            ms: Math.round(performance.now() - startedAt),
            aborted: res.writableFinished ? undefined : true,
          },
          'request',
        );
        underWay -= 1;
        if (restsBetween && underWay === 0) restFromLogIds();
      });
      next();
    });
  };
}

/** Without the query, which may hold what people typed. */
function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
