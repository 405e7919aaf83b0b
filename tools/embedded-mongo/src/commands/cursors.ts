import { Long, type Document } from 'bson';
import { toBytes, type Results } from '../engine/reader.js';
import { MongoError } from '../errors.js';
import { withArray, withDocument } from '../wire/raw-bson.js';

const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 16 * 2 ** 20;
const MAX_OPEN = 2000;
const IDLE_MS = 10 * 60_000;

interface Cursor {
  readonly ns: string;
  readonly results: Results;
  /** What did not fit into the batch before. */
  pending: Uint8Array | null;
  usedAtMs: number;
}

/** What is left of queries whose answer did not fit into one batch. */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  #lastId = 0n;

  /** The first batch, as the answer of `find`, `aggregate` and the listings. @param batchSize 0 gives none yet */
  first(ns: string, results: Results, { batchSize = FIRST_BATCH, isSingle = false } = {}): Buffer {
    const cursor: Cursor = {
      ns,
      results,
      pending: results.next() as Uint8Array | null,
      usedAtMs: Date.now(),
    };
    cursor.pending &&= toBytes(cursor.pending);
    const batch = takeBatch(cursor, batchSize);
    const id = cursor.pending && !isSingle ? this.#keep(cursor) : 0n;
    return answer('firstBatch', batch, id, ns);
  }

  /** @throws {MongoError} 43 */
  next(id: bigint, batchSize: number): Buffer {
    const cursor = this.#open.get(id);
    if (!cursor) throw new MongoError(43, 'CursorNotFound', `cursor id ${id} not found`);
    cursor.usedAtMs = Date.now();
    const batch = takeBatch(cursor, batchSize > 0 ? batchSize : Infinity);
    if (!cursor.pending) this.#open.delete(id);
    return answer('nextBatch', batch, cursor.pending ? id : 0n, cursor.ns);
  }

  /** @returns the ids that there were */
  kill(ids: readonly bigint[]): bigint[] {
    return ids.filter((id) => this.#open.delete(id));
  }

  get size(): number {
    return this.#open.size;
  }

  #keep(cursor: Cursor): bigint {
    this.#forgetIdle();
    if (this.#open.size >= MAX_OPEN)
      throw new MongoError(1, 'InternalError', `more than ${MAX_OPEN} open cursors`);
    this.#lastId++;
    this.#open.set(this.#lastId, cursor);
    return this.#lastId;
  }

  #forgetIdle(): void {
    const before = Date.now() - IDLE_MS;
    for (const [id, { usedAtMs }] of this.#open) if (usedAtMs < before) this.#open.delete(id);
  }
}

/** Results out of a list that is there already. */
export function resultsOf(documents: readonly Document[]): Results {
  let position = 0;
  return { next: () => documents[position++] ?? null };
}

function takeBatch(cursor: Cursor, size: number): Uint8Array[] {
  const batch: Uint8Array[] = [];
  for (let bytes = 0; cursor.pending && batch.length < size;) {
    bytes += cursor.pending.length;
    if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break;
    batch.push(cursor.pending);
    const next = cursor.results.next();
    cursor.pending = next && toBytes(next);
  }
  return batch;
}

function answer(name: string, batch: readonly Uint8Array[], id: bigint, ns: string): Buffer {
  return withDocument('cursor', withArray(name, batch, { id: Long.fromBigInt(id), ns }), { ok: 1 });
}
