import type { Express } from 'express';
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
import { LessonDirectory, lessonRoutes, LessonService, type LessonMedia } from '../lessons/index.js';
import { Access } from '../platform/http/access.js';
import { healthRoutes } from '../platform/http/health.routes.js';
import { createMetrics } from '../platform/http/metrics.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import { createHttpApp } from './http.js';
import type { Platform } from './platform.js';

const QUARTER_HOUR_SEC = 15 * 60;

/** Builds every feature of the API on a platform. `media` stands in for the media server in tests. */
export async function composeApi(platform: Platform, media: LessonMedia): Promise<Express> {
  const { config, log, redis, db } = platform;
  const { publicOrigin, trustedProxies } = config;
  const identity = await composeIdentity(platform);
  const { access } = identity;

  const directory = new LessonDirectory();
  const lessons = new LessonService({ ...platform, directory, media });
  const joinLimit = new RateLimit(redis, { name: 'join', points: 60, perSec: 60, withoutRedis: 'open' });

  const metrics = createMetrics('api');
  const checks = { mariadb: () => db.query('SELECT 1'), redis: () => redis.ping() };
  return createHttpApp({
    log,
    metrics,
    publicOrigin,
    trustedProxies,
    api: [...identity.api, lessonRoutes({ lessons, access, joinLimit })],
    internal: [healthRoutes(access, metrics, checks), jwksRoutes(identity.accessTokens, access)],
  });
}

async function composeIdentity(platform: Platform) {
  const { config, log, now, redis } = platform;
  const { publicOrigin, accessTokenKeys: keys } = config;
  const accessTokens = await AccessTokens.create({ keys, issuer: publicOrigin, now });
  const bearers = new BearerCache();
  const authenticate = authenticateWith({ accessTokens, bearers, now });
  const access = new Access({ authenticate, publicOrigin });
  const cookie = new RefreshCookie(publicOrigin);
  if (!cookie.isSecure)
    log.warn({ publicOrigin }, 'plain http: the sign-in cookie can be read on the way; use https');
  const limit = { perSec: QUARTER_HOUR_SEC, withoutRedis: 'closed' } as const;
  const limits = {
    perAccount: new RateLimit(redis, { ...limit, name: 'sign-in-account', points: 10 }),
    perAddress: new RateLimit(redis, { ...limit, name: 'sign-in-address', points: 100 }),
  };
  const chain = new RefreshTokenChain(keys);
  const signIns = new SignInService({ ...platform, accessTokens, chain, bearers, limits });
  await warmUp();
  return {
    access,
    accessTokens,
    api: [authRoutes({ signIns, cookie, access }), meRoutes(new MeService(), access)],
  };
}
