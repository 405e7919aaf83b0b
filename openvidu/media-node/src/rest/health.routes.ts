import { Router } from 'express';
import type { Metrics } from '../metrics.js';

export interface HealthDeps {
  readonly metrics: Metrics;
  readonly isReady: () => boolean;
}

/** For the machines that watch the node; the reverse proxy leads nobody here. */
export function healthRoutes({ metrics, isReady }: HealthDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'up' });
  });
  router.get('/readyz', (_request, response) => {
    const isUp = isReady();
    response.status(isUp ? 200 : 503).json({ status: isUp ? 'ready' : 'engine down' });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}
