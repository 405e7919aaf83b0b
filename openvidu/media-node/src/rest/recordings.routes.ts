import { Router } from 'express';

/** Recording is off: OpenVidu answers 501 to every one of these then, before it looks at anything else. */
export function recordingRoutes(): Router {
  const router = Router();
  router.post(['/recordings/start', '/recordings/stop/:recordingId'], (_request, response) => {
    response.status(501).end();
  });
  router.get(['/recordings', '/recordings/:recordingId'], (_request, response) => {
    response.status(501).end();
  });
  router.delete('/recordings/:recordingId', (_request, response) => {
    response.status(501).end();
  });
  return router;
}
