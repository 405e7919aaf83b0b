import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Log } from '@seodang/server-kit/log';
import { answerWithin } from '@seodang/server-kit/http/deadline';
import { nothingHere, problemHandler } from '@seodang/server-kit/http/problem.handler';
import { requestContext } from '@seodang/server-kit/http/request-context';
import { nameStoreError } from '../store-errors.js';

export interface HttpParts {
  readonly log: Log;
  /** Under `/chat/api`, behind the proxy. */
  readonly api: readonly Router[];
  /** On this port only. */
  readonly internal: readonly Router[];
}

const ANSWER_WITHIN_MS = 4_800;
const BODY_LIMIT = '16kb';

/** The order in which a request meets us. */
export function createHttpApp({ log, api, internal }: HttpParts): Express {
  const app = express();
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(
    requestContext(log, { restsBetween: true }),
    onlyData,
    answerWithin({ withinMs: ANSWER_WITHIN_MS, code: 'chat.unavailable', log }),
  );
  for (const router of internal) app.use(router);
  app.use('/chat/api', express.json({ limit: BODY_LIMIT }));
  for (const router of api) app.use('/chat/api', router);
  app.use(nothingHere, problemHandler(log, nameStoreError));
  return app;
}

/** Answers are data: no page may run, frame, embed or keep them. The proxy sets what concerns the whole site. */
const onlyData: RequestHandler = (_req, res, next) => {
  res.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  next();
};
