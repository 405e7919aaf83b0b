import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The figures of one process. Each process has its own registry, so that two may live in one test. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Rate, errors and duration of each route, by its pattern, never by its address. */
export function measureRequests(registry: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return (req, res, next) => {
    const stop = duration.startTimer();
    res.once('close', () => {
      const { route } = req as { route?: { path?: unknown } };
      const pattern = typeof route?.path === 'string' ? `${req.baseUrl}${route.path}` : 'none';
      stop({ method: req.method, route: pattern, status: res.statusCode });
    });
    next();
  };
}
