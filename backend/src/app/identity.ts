import {
  accountRoutes,
  AccountService,
  AccessTokens,
  authenticateWith,
  authRoutes,
  BearerCache,
  DeviceService,
  meRoutes,
  MeService,
  RefreshCookie,
  RefreshTokenChain,
  RoleService,
  SignInService,
  warmUp,
} from '../identity/index.js';
import { Access } from '../platform/http/access.js';
import { RateLimit } from '../platform/http/rate-limit.js';
import { AccessHints } from '../rooms/index.js';
import { hintsOn } from './hints.js';
import type { Platform } from './platform.js';

const QUARTER_HOUR_SEC = 15 * 60;

/** Who people are, and the guards that ask. */
export async function composeIdentity(platform: Platform) {
  const { config, log, now } = platform;
  const { publicOrigin, accessTokenKeys: keys } = config;
  const accessTokens = await AccessTokens.create({ keys, issuer: publicOrigin, now });
  const bearers = new BearerCache(hintsOn(new AccessHints(platform)).identity);
  const access = new Access({ authenticate: authenticateWith({ accessTokens, bearers, now }), publicOrigin });
  const cookie = new RefreshCookie(publicOrigin);
  if (!cookie.isSecure) {
    log.warn({ publicOrigin }, 'plain http: the sign-in cookie can be read on the way; use https');
  }
  const limits = limitsOf(platform);
  const chain = new RefreshTokenChain(keys);
  const signIns = new SignInService({ ...platform, accessTokens, chain, bearers, limits });
  const accounts = new AccountService({ ...platform, signIns, bearers, limits });
  const devices = new DeviceService({ ...platform, bearers });
  const roles = new RoleService({ ...platform, bearers });
  await warmUp();
  const api = [
    authRoutes({ signIns, accounts, cookie, access }),
    meRoutes(new MeService(bearers), access),
    accountRoutes({ accounts, devices, roles, access }),
  ];
  return { access, accessTokens, bearers, api };
}

function limitsOf({ redis }: Platform) {
  const limit = { perSec: QUARTER_HOUR_SEC, withoutRedis: 'closed' } as const;
  return {
    perAccount: new RateLimit(redis, { ...limit, name: 'sign-in-account', points: 10 }),
    perAddress: new RateLimit(redis, { ...limit, name: 'sign-in-address', points: 100 }),
    // A class that registers together stands behind one address.
    registering: new RateLimit(redis, { ...limit, name: 'register', points: 60 }),
    changing: new RateLimit(redis, { ...limit, name: 'change-password', points: 10 }),
  };
}
