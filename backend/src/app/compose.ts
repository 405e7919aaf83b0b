import type { Express } from 'express';
import { attendanceRoutes } from '../attendance/index.js';
import {
  AccessTokens,
  authenticateWith,
  authRoutes,
  BearerCache,
  jwksRoutes,
  meRoutes,
  MeService,
  RefreshCookie,
  RefreshTokenChain,
  SignInService,
  warmUp,
} from '../identity/index.js';
import { consentRoutes } from '../consent/index.js';
import { lessonRoutes, peopleRoutes } from '../lessons/index.js';
import { createDeskMetrics, WebhookDesk, webhookRoutes } from '../media/index.js';
import { Access } from '../platform/http/access.js';
import { healthRoutes } from '../platform/http/health.routes.js';
import { createMetrics } from '../platform/http/metrics.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import { courseApi } from './courses.js';
import { composeFeatures, type FeatureOptions } from './features.js';
import { createHttpApp } from './http.js';
import type { Platform } from './platform.js';

const QUARTER_HOUR_SEC = 15 * 60;

/** Builds the whole API on a platform. */
export async function composeApi(platform: Platform, options: FeatureOptions = {}): Promise<Express> {
  const { config, log, redis, db } = platform;
  const { publicOrigin, trustedProxies, webhookSecrets: secrets } = config;
  const identity = await composeIdentity(platform);
  const { access } = identity;
  const features = composeFeatures(platform, options);
  const { door, people, consents, lessons, attendance, inbox, queue } = features;
  const metrics = createMetrics('api');

  const joinLimit = new RateLimit(redis, { name: 'join', points: 60, perSec: 60, withoutRedis: 'open' });
  const decisionLimit = new RateLimit(redis, {
    name: 'decision',
    points: 120,
    perSec: 60,
    withoutRedis: 'open',
  });
  const beatLimit = new RateLimit(redis, { name: 'beat', points: 240, perSec: 60, withoutRedis: 'open' });
  const poke = () => queue.add('apply-webhooks', {}, { once: 'apply-webhooks' });
  const desk = new WebhookDesk({ inbox, poke, log, ...createDeskMetrics(metrics) });
  const checks = { mariadb: () => db.query('SELECT 1'), redis: () => redis.ping() };

  return createHttpApp({
    log,
    metrics,
    publicOrigin,
    trustedProxies,
    api: [
      ...identity.api,
      lessonRoutes({ lessons, door, access, joinLimit }),
      peopleRoutes({ people, access, decisionLimit }),
      consentRoutes(consents, access),
      ...courseApi(features, access),
      attendanceRoutes({ attendance, access, beatLimit }),
    ],
    internal: [
      healthRoutes(access, metrics, checks),
      jwksRoutes(identity.accessTokens, access),
      webhookRoutes({ desk, secrets }),
    ],
  });
}

async function composeIdentity(platform: Platform) {
  const { config, log, now, redis } = platform;
  const { publicOrigin, accessTokenKeys: keys } = config;
  const accessTokens = await AccessTokens.create({ keys, issuer: publicOrigin, now });
  const bearers = new BearerCache();
  const access = new Access({ authenticate: authenticateWith({ accessTokens, bearers, now }), publicOrigin });
  const cookie = new RefreshCookie(publicOrigin);
  if (!cookie.isSecure) {
    log.warn({ publicOrigin }, 'plain http: the sign-in cookie can be read on the way; use https');
  }
  const limit = { perSec: QUARTER_HOUR_SEC, withoutRedis: 'closed' } as const;
  const limits = {
    perAccount: new RateLimit(redis, { ...limit, name: 'sign-in-account', points: 10 }),
    perAddress: new RateLimit(redis, { ...limit, name: 'sign-in-address', points: 100 }),
  };
  const chain = new RefreshTokenChain(keys);
  const signIns = new SignInService({ ...platform, accessTokens, chain, bearers, limits });
  await warmUp();
  const api = [authRoutes({ signIns, cookie, access }), meRoutes(new MeService(), access)];
  return { access, accessTokens, api };
}
