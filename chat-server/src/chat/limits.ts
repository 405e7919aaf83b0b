import type { ErrorCode } from '@seodang/contracts/errors';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@seodang/server-kit/errors';
import { unavailable } from '../platform/store-errors.js';

/** Five a second on average, ten at once. */
const SENDING = { points: 10, duration: 2 };
/** A room that fills faster than this can be read by nobody. */
const INTO_A_ROOM = { points: 200, duration: 2 };
const CHANGING = { points: 10, duration: 3 };
const REPORTING = { points: 20, duration: 3_600 };
/** Scrolling as fast as a finger can asks a few pages a second, coming back after a break one for each room. */
const READING = { points: 300, duration: 30 };
const SEARCHING = { points: 30, duration: 60 };

const SLOWED_HERE = 10_000;

/**
 * How fast people may do things, counted in Redis for all replicas together; while Redis is away each replica counts for
 * itself, and nobody is kept from speaking.
 */
export class Limits {
  readonly #sending: Limit;
  readonly #intoRoom: Limit;
  readonly #changing: Limit;
  readonly #reporting: Limit;
  readonly #reading: Limit;
  readonly #searching: Limit;
  readonly #slowMode: SlowMode;

  constructor(redis: Redis) {
    this.#sending = new Limit(redis, 'chat-send', SENDING, 'message.too_fast');
    this.#intoRoom = new Limit(redis, 'chat-room', INTO_A_ROOM, 'message.too_fast');
    this.#changing = new Limit(redis, 'chat-change', CHANGING, 'request.too_many');
    this.#reporting = new Limit(redis, 'chat-report', REPORTING, 'request.too_many');
    this.#reading = new Limit(redis, 'chat-read', READING, 'request.too_many');
    this.#searching = new Limit(redis, 'chat-search', SEARCHING, 'request.too_many');
    this.#slowMode = new SlowMode(redis);
  }

  /**
   * @returns null when there is nothing to wait for
   * @throws {AppError} `message.too_fast` with the seconds to wait
   */
  send(userId: UserId, roomId: RoomId): Promise<unknown> | null {
    const [ofOne, inRoom] = [this.#sending.take(userId), this.#intoRoom.take(roomId)];
    return ofOne || inRoom ? Promise.all([ofOne, inRoom]) : null;
  }

  /** @throws {AppError} `request.too_many`, as those below */
  async change(userId: UserId): Promise<void> {
    await this.#changing.take(userId);
  }

  async report(userId: UserId): Promise<void> {
    await this.#reporting.take(userId);
  }

  async read(userId: UserId): Promise<void> {
    await this.#reading.take(userId);
  }

  async search(userId: UserId): Promise<void> {
    await this.#searching.take(userId);
  }

  /**
   * One message of a person in `slowModeSec`; the same message may come again.
   *
   * @throws {AppError} `message.slow_mode` with the seconds to wait
   */
  slow(by: { userId: UserId; roomId: RoomId; clientId: string }, slowModeSec: number): Promise<void> {
    return this.#slowMode.take(by, slowModeSec);
  }
}

/**
 * Counted here first: whoever is far from the limit costs no question. From half of it on Redis counts as well, for all
 * replicas together, so that somebody on several of them gets little more.
 */
class Limit {
  readonly #here: Windows;
  readonly #together: RateLimiterRedis;
  readonly #code: ErrorCode;
  readonly #half: number;
  readonly #points: number;

  constructor(redis: Redis, name: string, limit: { points: number; duration: number }, code: ErrorCode) {
    this.#code = code;
    this.#points = limit.points;
    this.#half = limit.points / 2;
    this.#here = new Windows(limit.duration * 1000);
    this.#together = new RateLimiterRedis({
      ...limit,
      keyPrefix: `limit-${name}`,
      storeClient: redis,
      insuranceLimiter: new RateLimiterMemory(limit),
    });
  }

  /** @returns null for who is far from the limit; else what others are asked about it */
  take(key: string): Promise<void> | null {
    const { taken, leftMs } = this.#here.take(key);
    if (taken > this.#points) return Promise.reject(this.#refusal(leftMs));
    return taken <= this.#half ? null : this.#askOthers(key);
  }

  async #askOthers(key: string): Promise<void> {
    try {
      await this.#together.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw unavailable(refusal);
      throw this.#refusal(refusal.msBeforeNext);
    }
  }

  #refusal(leftMs: number): AppError {
    return new AppError(this.#code, { retryAfterSec: Math.max(1, Math.ceil(leftMs / 1000)) });
  }
}

interface Window {
  readonly until: number;
  taken: number;
}

/** How often each was taken since it was first taken, anew after a while. Without a timer for each. */
class Windows {
  readonly #byKey = new Map<string, Window>();
  readonly #lengthMs: number;
  #sweptAt = performance.now();

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  take(key: string): { taken: number; leftMs: number } {
    const now = performance.now();
    if (now - this.#sweptAt > this.#lengthMs) this.#sweep(now);
    let window = this.#byKey.get(key);
    if (!window || window.until <= now) {
      window = { until: now + this.#lengthMs, taken: 0 };
      this.#byKey.set(key, window);
    }
    window.taken += 1;
    return { taken: window.taken, leftMs: window.until - now };
  }

  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [key, { until }] of this.#byKey) if (until <= now) this.#byKey.delete(key);
  }
}

/** Who wrote last when in a room that is slowed down. */
class SlowMode {
  readonly #redis: Redis;
  readonly #here = new Map<string, { clientId: string; until: number }>();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async take(
    { userId, roomId, clientId }: { userId: UserId; roomId: RoomId; clientId: string },
    slowModeSec: number,
  ): Promise<void> {
    const key = `seodang:slow:${roomId}:${userId}`;
    try {
      if ((await this.#redis.set(key, clientId, 'EX', slowModeSec, 'NX')) === 'OK') return;
      const [last, leftMs] = await Promise.all([this.#redis.get(key), this.#redis.pttl(key)]);
      if (last === clientId || last === null) return;
      throw slowedDown(leftMs);
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.#takeHere(key, { clientId, slowModeSec });
    }
  }

  #takeHere(key: string, { clientId, slowModeSec }: { clientId: string; slowModeSec: number }): void {
    const now = performance.now();
    const last = this.#here.get(key);
    if (last && last.until > now && last.clientId !== clientId) throw slowedDown(last.until - now);
    this.#here.delete(key);
    this.#here.set(key, { clientId, until: now + slowModeSec * 1000 });
    const [oldest] = this.#here.keys();
    if (this.#here.size > SLOWED_HERE && oldest !== undefined) this.#here.delete(oldest);
  }
}

function slowedDown(leftMs: number): AppError {
  return new AppError('message.slow_mode', { retryAfterSec: Math.max(1, Math.ceil(leftMs / 1000)) });
}
