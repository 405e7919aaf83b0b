import type { RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@seodang/server-kit/errors';
import { findActor } from './actor.js';

export interface RateLimitOptions {
  /** Names the limit in Redis; letters and dashes. */
  readonly name: string;
  readonly points: number;
  readonly perSec: number;
  /** Without Redis: `closed` refuses with 503, `open` goes on counting in this process alone. */
  readonly withoutRedis: 'closed' | 'open';
}

/** So many points in so many seconds for each key, counted in Redis for all processes together. */
export class RateLimit {
  readonly #limiter: RateLimiterRedis;

  constructor(redis: Redis, options: RateLimitOptions) {
    const { name, points, perSec, withoutRedis } = options;
    const limit = { points, duration: perSec, keyPrefix: `limit-${name}` };
    this.#limiter = new RateLimiterRedis({
      ...limit,
      storeClient: redis,
      ...(withoutRedis === 'open' ? { insuranceLimiter: new RateLimiterMemory(limit) } : {}),
    });
  }

  /** Takes one point. @throws {AppError} `request.too_many` with the seconds to wait, or `store.unavailable`. */
  async take(key: string): Promise<void> {
    try {
      await this.#limiter.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw storeAway(refusal);
      throw new AppError('request.too_many', { retryAfterSec: Math.ceil(refusal.msBeforeNext / 1000) });
    }
  }

  /** Gives one point back, for what turned out to be no attempt at guessing. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(key).catch((error: unknown) => {
      throw storeAway(error);
    });
  }

  /** Forgets what was counted for a key. */
  async forget(key: string): Promise<void> {
    await this.#limiter.delete(key).catch((error: unknown) => {
      throw storeAway(error);
    });
  }
}

/** A handler that takes a point of whoever asks: the person behind the guard before it, or a visitor's address. */
export function limited(limit: Pick<RateLimit, 'take'>): RequestHandler {
  return async (req, _res, next) => {
    await limit.take(findActor(req)?.userId ?? req.ip ?? '');
    next();
  };
}

function storeAway(cause: unknown): AppError {
  return new AppError('store.unavailable', { retryAfterSec: 2 }, { cause });
}
