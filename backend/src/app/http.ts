import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { Registry } from 'prom-client';
import { answerWithin } from '@seodang/server-kit/http/deadline';
import { nameStoreError } from '../platform/db/store-errors.js';
import { measureRequests } from '../platform/http/metrics.js';
import { refuseOtherSites } from '../platform/http/origin.js';
import { nothingHere, problemHandler } from '@seodang/server-kit/http/problem.handler';
import { requestContext } from '@seodang/server-kit/http/request-context';
import type { Log } from '@seodang/server-kit/log';
import { assertPolicies } from './routes.js';

export interface HttpParts {
  readonly log: Log;
  readonly metrics: Registry;
  readonly publicOrigin: string;
  readonly trustedProxies: number;
  /** Under `/api`, behind the proxy; bodies are JSON. */
  readonly api: readonly Router[];
  /** Under `/media`, behind the proxy: files of recordings, by link. */
  readonly media?: readonly Router[];
  /** On this port only; each reads its own bodies. */
  readonly internal: readonly Router[];
}

const ANSWER_WITHIN_MS = 4_500;
const BODY_LIMIT = '64kb';

/** The order in which a request meets us. */
export function createHttpApp(parts: HttpParts): Express {
  const { log, metrics, publicOrigin, trustedProxies, api, internal, media = [] } = parts;
  const app = express();
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');

  app.use(requestContext(log), measureRequests(metrics), securityHeaders, neverStored);
  app.use(answerWithin({ withinMs: ANSWER_WITHIN_MS, code: 'store.unavailable', log }));
  for (const router of internal) app.use(router);
  for (const router of media) app.use('/media', router);
  app.use('/api', refuseOtherSites(publicOrigin), express.json({ limit: BODY_LIMIT }));
  for (const router of api) app.use('/api', router);
  app.use(nothingHere, problemHandler(log, nameStoreError));

  assertPolicies(app);
  return app;
}

/** Answers are data: no page may run, frame or embed them. The proxy sets what concerns the whole site. */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  strictTransportSecurity: false,
  xXssProtection: false,
  xDownloadOptions: false,
});

const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
