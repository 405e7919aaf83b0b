import { Router, type Request } from 'express';
import { SessionError } from '../session/session-error.js';
import type { RestDeps } from './deps.js';
import { RestError } from './rest-error.js';
import { toSessionOptions } from './session-options.js';
import type { ViewOptions, Views } from './views.js';

export function sessionRoutes(deps: RestDeps, views: Views): Router {
  const { registry, membership, publishing, config, settled } = deps;
  const router = Router();

  router.post('/sessions', async (request, response) => {
    const options = toSessionOptions(request.body, config);
    const session = await registry.create(options).catch((error: unknown) => {
      throw error instanceof SessionError ? new RestError(409) : error;
    });
    await settled();
    response.json(await views.session(session, { isWithPending: false, isWithStats: false }));
  });

  router.get('/sessions', async (request, response) => {
    const options = viewOptions(request);
    const content = await Promise.all(registry.list().map((session) => views.session(session, options)));
    response.json({ numberOfElements: content.length, content });
  });

  router.get('/sessions/:sessionId', async (request, response) => {
    const session = registry.find(request.params.sessionId);
    if (!session) throw new RestError(404);
    response.json(await views.session(session, viewOptions(request)));
  });

  router.delete('/sessions/:sessionId', async (request, response) => {
    const session = registry.find(request.params.sessionId);
    if (!session) throw new RestError(404);
    await membership.close(session, 'sessionClosedByServer');
    await settled();
    response.status(204).end();
  });

  router.delete('/sessions/:sessionId/stream/:streamId', async (request, response) => {
    const session = registry.find(request.params.sessionId);
    // OpenVidu says 400 for an unknown session here, and 404 for an unknown stream.
    if (!session) throw new RestError(400);
    try {
      publishing.forceUnpublish(session, request.params.streamId, 'forceUnpublishByServer');
    } catch (error) {
      throw error instanceof SessionError ? new RestError(404) : error;
    }
    await settled();
    response.status(204).end();
  });

  return router;
}

/** @param pendingByDefault The list of connections shows pending ones unless told otherwise; sessions do not. */
export function viewOptions({ query }: Request, pendingByDefault = false): ViewOptions {
  const { pendingConnections, webRtcStats } = query;
  return {
    isWithPending: pendingConnections === undefined ? pendingByDefault : pendingConnections === 'true',
    isWithStats: webRtcStats === 'true',
  };
}
