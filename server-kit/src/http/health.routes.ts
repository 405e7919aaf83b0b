import { Router, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';

/** A dependency and the question whether it answers: resolves when it does, rejects when it does not. */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

const CHECK_WITHIN_MS = 2_000;

/**
 * `/healthz`: this process runs. `/readyz`: and so does each thing it needs, by name. `/metrics`: Prometheus' text.
 * None of them is reachable through the proxy.
 */
export function healthRoutes(
  access: { internal: RequestHandler },
  metrics: Registry,
  checks: Checks,
): Router {
  const router = Router();

  router.get('/healthz', access.internal, (_req, res) => {
    res.json({ status: 'up' });
  });

  router.get('/readyz', access.internal, async (_req, res) => {
    const states = await Promise.all(
      Object.entries(checks).map(
        async ([name, check]) => [name, (await answers(check)) ? 'up' : 'down'] as const,
      ),
    );
    const ready = states.every(([, state]) => state === 'up');
    res.status(ready ? 200 : 503).json({ status: ready ? 'up' : 'down', checks: Object.fromEntries(states) });
  });

  router.get('/metrics', access.internal, async (_req, res) => {
    res.type(metrics.contentType).send(await metrics.metrics());
  });

  return router;
}

async function answers(check: () => Promise<unknown>): Promise<boolean> {
  let overdue: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    overdue = setTimeout(resolve, CHECK_WITHIN_MS, false);
  });
  const answered = check().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(overdue);
  }
}
