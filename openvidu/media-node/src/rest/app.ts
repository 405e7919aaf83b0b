import express, { type Express, Router } from 'express';
import { basicAuth } from './basic-auth.js';
import { configRoutes, publicUrlRoute } from './config.routes.js';
import { connectionRoutes, tokenRoutes } from './connections.routes.js';
import { cors } from './cors.js';
import type { RestDeps } from './deps.js';
import { type HealthDeps, healthRoutes } from './health.routes.js';
import { recordingFileRoutes } from './recording-files.routes.js';
import { recordingRoutes } from './recordings.routes.js';
import { RestError, restErrorHandler } from './rest-error.js';
import { sessionRoutes } from './sessions.routes.js';
import { signalRoutes } from './signal.routes.js';
import { Views } from './views.js';

const MAX_BODY = '256kb';

/** OpenVidu's REST API, and the pages for those who watch the node. */
export function restApp(deps: RestDeps, health: HealthDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(healthRoutes(health));
  const api = apiRoutes(deps);
  app.use('/openvidu/api', api);
  const { recording, config } = deps;
  const files = recordingFileRoutes(recording, basicAuth(config.OPENVIDU_SECRET));
  app.use('/openvidu/recordings', files);
  if (config.SUPPORT_DEPRECATED_API) {
    app.use('/api', api);
    app.use('/config', legacyConfig(deps));
    app.use('/recordings', files);
  }
  app.use((_request, response) => {
    response.status(404).end();
  });
  app.use(restErrorHandler(deps.log));
  return app;
}

function apiRoutes(deps: RestDeps): Router {
  const views = new Views(deps);
  const router = Router();
  router.use(cors);
  router.use(publicUrlRoute(deps.config));
  router.use(basicAuth(deps.config.OPENVIDU_SECRET));
  // The official clients send no useful content type with an empty body, and some send none at all.
  router.use(express.json({ limit: MAX_BODY, type: () => true, strict: true }));
  router.use(sessionRoutes(deps, views));
  router.use(connectionRoutes(deps, views));
  router.use(tokenRoutes(deps));
  router.use(signalRoutes(deps));
  router.use(recordingRoutes(deps));
  router.use(configRoutes(deps.config));
  // What is not here, or not with this method, or not in this edition: OpenVidu says 403 to who is let in.
  router.use(() => {
    throw new RestError(403);
  });
  return router;
}

/** `/config/openvidu-publicurl` and its like, from before `/openvidu/api`. */
function legacyConfig({ config }: RestDeps): Router {
  const under = Router();
  under.use(publicUrlRoute(config), basicAuth(config.OPENVIDU_SECRET), configRoutes(config));
  const router = Router();
  router.use((request, response, next) => {
    request.url = `/config${request.url === '/' ? '' : request.url}`;
    under(request, response, next);
  });
  return router;
}
