import { CreateConnectionBody, CreateTokenBody } from '@seodang/contracts/openvidu/rest';
import { Router } from 'express';
import type { Connection } from '../session/connection.js';
import type { Session } from '../session/session.js';
import { refuseCamera, toConnectionOptions } from './connection-options.js';
import type { RestDeps } from './deps.js';
import { parseBody, RestError } from './rest-error.js';
import { viewOptions } from './sessions.routes.js';
import type { Views } from './views.js';

const PLAIN = { isWithPending: true, isWithStats: false };

export function connectionRoutes(deps: RestDeps, views: Views): Router {
  const { registry, membership, settled } = deps;
  const router = Router();
  const path = '/sessions/:sessionId/connection';

  router.post(path, async (request, response) => {
    const body = parseBody(CreateConnectionBody, request.body);
    const session = openSession(deps, request.params.sessionId);
    if (body.type === 'IPCAM') refuseCamera(body);
    const connection = session.invite(toConnectionOptions(body));
    response.json(await views.connection(connection, PLAIN));
  });

  router.get(path, async (request, response) => {
    const session = registry.find(request.params.sessionId);
    if (!session) throw new RestError(404);
    response.json(await views.connections(session, viewOptions(request, true)));
  });

  router.get(`${path}/:connectionId`, async (request, response) => {
    const { connection } = find(deps, request.params);
    response.json(await views.connection(connection, viewOptions(request)));
  });

  router.delete(`${path}/:connectionId`, async (request, response) => {
    const { session, connection } = find(deps, request.params);
    if (connection.presence) await membership.evict(connection, 'forceDisconnectByServer');
    else session.revoke(connection);
    await settled();
    response.status(204).end();
  });

  return router;
}

/** The way of OpenVidu before connections; old clients still use it. */
export function tokenRoutes(deps: RestDeps): Router {
  const router = Router();
  router.post('/tokens', (request, response) => {
    const body = parseBody(CreateTokenBody, request.body);
    const session = openSession(deps, body.session);
    const connection = session.invite(toConnectionOptions({ ...body, record: true }));
    const token = deps.tokenUrl(connection);
    const { role, serverData, kurentoOptions } = connection.options;
    response.json({
      id: token,
      token,
      createdAt: connection.createdAtMs,
      connectionId: connection.id,
      session: session.id,
      data: serverData,
      role,
      ...(kurentoOptions && { kurentoOptions }),
    });
  });
  return router;
}

function openSession({ registry }: RestDeps, sessionId: string): Session {
  const session = registry.find(sessionId);
  if (!session || session.isClosing) throw new RestError(404);
  return session;
}

/** OpenVidu says 400 for an unknown session here, and 404 for an unknown connection. */
function find(
  { registry }: RestDeps,
  { sessionId, connectionId }: { readonly sessionId: string; readonly connectionId: string },
): { session: Session; connection: Connection } {
  const session = registry.find(sessionId);
  if (!session) throw new RestError(400);
  const connection = session.findConnection(connectionId);
  if (!connection) throw new RestError(404);
  return { session, connection };
}
