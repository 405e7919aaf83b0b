import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

const MAP_BYTES = 32 * 2 ** 30;

export interface KeyRange {
  readonly start: Buffer;
  /** The first key that does not belong to it any more. */
  readonly end: Buffer;
}

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Ordered bytes on disk. A write is acknowledged when it is on the disk; writes that come together share one sync. */
export class Store {
  readonly #db: RootDatabase<Buffer, Uint8Array>;
  readonly #onFatal: (error: unknown) => void;

  /** @param onFatal A commit failed: memory and disk may differ from now on, the process has to end. */
  constructor(folder: string, onFatal: (error: unknown) => void) {
    mkdirSync(folder, { recursive: true });
    this.#onFatal = onFatal;
    this.#db = open<Buffer, Uint8Array>({
      path: join(folder, 'data.mdb'),
      keyEncoding: 'binary',
      encoding: 'binary',
      // Promises of writes resolve after the sync, not before it.
      overlappingSync: false,
      mapSize: MAP_BYTES,
      maxReaders: 64,
    });
  }

  get(key: Buffer): Buffer | null {
    return this.#db.get(key) ?? null;
  }

  /** @param limit Entries at most, from the end of the range when `reverse`. */
  entries(range: KeyRange, { limit, reverse = false }: { limit?: number; reverse?: boolean } = {}): Entry[] {
    const bounds = reverse
      ? // Going down, LMDB takes the start along and leaves the end out.
        { start: range.end, end: range.start, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start: range.start, end: range.end };
    const found: Entry[] = [];
    for (const { key, value } of this.#db.getRange({
      ...bounds,
      ...(limit === undefined ? {} : { limit }),
    })) {
      found.push({ key: Buffer.from(key), value });
    }
    return found;
  }

  hasAny(range: KeyRange): boolean {
    return this.entries(range, { limit: 1 }).length > 0;
  }

  count(range: KeyRange): number {
    return this.#db.getKeysCount({ start: range.start, end: range.end });
  }

  put(key: Buffer, value: Buffer): void {
    void this.#db.put(key, value);
  }

  remove(key: Buffer): void {
    void this.#db.remove(key);
  }

  /**
   * Runs `change` alone, with what it puts and removes, and resolves with its result when that is on the disk.
   * What `change` did before it throws stays: it has to check first and write then.
   */
  async write<T>(change: () => T): Promise<T> {
    let outcome: { value: T } | { error: unknown } | undefined;
    try {
      await this.#db.transaction(() => {
        try {
          outcome = { value: change() };
        } catch (error) {
          outcome = { error };
        }
      });
    } catch (error) {
      this.#onFatal(error);
      throw error;
    }
    if (!outcome) throw new Error('the transaction did not run');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
