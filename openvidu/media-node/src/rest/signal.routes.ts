import { SignalBody } from '@seodang/contracts/openvidu/rest';
import { Router } from 'express';
import { SessionError } from '../session/session-error.js';
import type { RestDeps } from './deps.js';
import { parseBody, RestError } from './rest-error.js';

export function signalRoutes({ registry, signalling, settled }: RestDeps): Router {
  const router = Router();
  router.post('/signal', async (request, response) => {
    const { session: sessionId, to, type, data } = parseBody(SignalBody, request.body);
    const session = registry.find(sessionId);
    if (!session) throw new RestError(404);
    try {
      signalling.sendFromServer(session, { to: to ?? [], type: type ?? undefined, data: data ?? undefined });
    } catch (error) {
      throw error instanceof SessionError ? new RestError(406) : error;
    }
    await settled();
    response.status(200).end();
  });
  return router;
}
