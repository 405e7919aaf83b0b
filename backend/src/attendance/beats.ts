import type { Redis } from 'ioredis';

const KEPT_SEC = 3600;

/**
 * When each connection last showed that its page lives: one small write to Redis every two seconds a person. They may be
 * lost with Redis; the reconciler copies them into SQL every 15 s.
 */
export class Beats {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @throws when Redis is away. */
  async note(connectionId: string, at: Date): Promise<void> {
    await this.#redis.set(keyOf(connectionId), at.getTime(), 'EX', KEPT_SEC);
  }

  /** The last beat of each connection that has one, epoch milliseconds. @throws when Redis is away. */
  async read(connectionIds: readonly string[]): Promise<Map<string, number>> {
    if (connectionIds.length === 0) return new Map();
    const values = await this.#redis.mget(connectionIds.map(keyOf));
    return new Map(
      connectionIds.flatMap((id, i) => {
        const value = values[i];
        return value ? [[id, Number(value)] as const] : [];
      }),
    );
  }
}

function keyOf(connectionId: string): string {
  return `beat-${connectionId}`;
}
