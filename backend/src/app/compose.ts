import type { Express } from 'express';
import { attendanceRoutes } from '../attendance/index.js';
import { jwksRoutes, SuspensionService, suspensionRoutes } from '../identity/index.js';
import { consentRoutes, recordingConsentRoutes } from '../consent/index.js';
import { lessonRoutes, peopleRoutes } from '../lessons/index.js';
import { createDeskMetrics, WebhookDesk, webhookRoutes } from '../media/index.js';
import { healthRoutes } from '@seodang/server-kit/http/health.routes';
import { createMetrics } from '../platform/http/metrics.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import { courseApi } from './courses.js';
import { enrolmentApi } from './enrolment.js';
import { composeFeatures, type FeatureOptions } from './features.js';
import { createHttpApp } from './http.js';
import { composeIdentity } from './identity.js';
import { recordingsApi, recordingsMedia } from './recordings.js';
import { roomsApi, roomsInside } from './rooms.js';
import { notificationApi } from './notification.js';
import { describeApi } from './openapi/document.js';
import { openApiRoutes } from './openapi/openapi.routes.js';
import type { Platform } from './platform.js';
import { listRoutes } from './routes.js';

const OPEN_PER_MIN = { perSec: 60, withoutRedis: 'open' } as const;

/** Builds the whole API on a platform. */
export async function composeApi(platform: Platform, options: FeatureOptions = {}): Promise<Express> {
  const { config, log, redis, db } = platform;
  const { publicOrigin, trustedProxies, webhookSecrets: secrets } = config;
  const identity = await composeIdentity(platform);
  const { access } = identity;
  const features = composeFeatures(platform, options);
  const { door, people, consents, lessons, attendance, inbox, queue } = features;
  const { removeFromLessons } = features;
  const suspensions = new SuspensionService({ ...platform, ...identity, removeFromLessons });
  const metrics = createMetrics('api');

  const joinLimit = new RateLimit(redis, { ...OPEN_PER_MIN, name: 'join', points: 60 });
  const decisionLimit = new RateLimit(redis, { ...OPEN_PER_MIN, name: 'decision', points: 120 });
  const consentLimit = new RateLimit(redis, { ...OPEN_PER_MIN, name: 'recording-consent', points: 20 });
  const beatLimit = new RateLimit(redis, { ...OPEN_PER_MIN, name: 'beat', points: 240 });
  const poke = () => queue.add('apply-webhooks', {}, { once: 'apply-webhooks' });
  const desk = new WebhookDesk({ inbox, poke, log, ...createDeskMetrics(metrics) });
  const checks = { mariadb: () => db.query('SELECT 1'), redis: () => redis.ping() };

  const app: Express = createHttpApp({
    log,
    metrics,
    publicOrigin,
    trustedProxies,
    api: [
      ...identity.api,
      suspensionRoutes(suspensions, access),
      lessonRoutes({ lessons, door, access, joinLimit }),
      peopleRoutes({ people, access, decisionLimit }),
      consentRoutes(consents, access),
      recordingConsentRoutes({ consents: features.recordingConsents, access, limit: consentLimit }),
      ...courseApi(features, access),
      enrolmentApi(features, access, platform),
      notificationApi(features, access),
      ...roomsApi(features, access, platform),
      ...recordingsApi(features, access, platform),
      attendanceRoutes({ attendance, access, beatLimit }),
      openApiRoutes(() => describeApi(listRoutes(app)), access),
    ],
    media: recordingsMedia(features),
    internal: [
      healthRoutes(access, metrics, checks),
      jwksRoutes(identity.accessTokens, access),
      webhookRoutes({ desk, secrets }),
      ...roomsInside(features, platform),
    ],
  });
  return app;
}
