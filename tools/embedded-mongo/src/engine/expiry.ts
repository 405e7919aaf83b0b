import type { Engine } from './engine.js';

/**
 * Removes what TTL indexes say has expired, every now and then, as MongoDB does.
 * @returns ends it
 */
export function startExpiry(engine: Engine, everyMs: number, onError: (error: unknown) => void): () => void {
  const timer = setInterval(() => {
    removeExpired(engine, Date.now()).catch(onError);
  }, everyMs);
  return () => {
    clearInterval(timer);
  };
}

/** @returns how many documents went */
export async function removeExpired(engine: Engine, nowMs: number): Promise<number> {
  let removed = 0;
  for (const collection of engine.list()) {
    for (const { key, expireAfterSeconds } of collection.indexes) {
      const [field] = Object.keys(key);
      if (expireAfterSeconds === null || field === undefined) continue;
      const filter = { [field]: { $lt: new Date(nowMs - expireAfterSeconds * 1000) } };
      const batch = () => engine.writer.remove(collection, { filter, limit: BATCH }).length;
      for (let count = BATCH; count === BATCH; removed += count) count = await engine.write(batch);
    }
  }
  return removed;
}

const BATCH = 500;
