import { deserialize, type Document } from 'bson';
import type { Plan } from './planner.js';
import { successor } from './key-encoding.js';
import type { KeyRange, Store } from './store.js';

const CHUNK = { first: 32, most: 512 };

/** Reads documents as plain BSON, in the order of a plan, a chunk of keys at a time; writes may come in between. */
export class Scan implements Iterable<Buffer> {
  readonly #store: Store;
  readonly #plan: Plan;
  readonly #ranges: KeyRange[];
  readonly #seen: Set<string> | null;
  #chunk: Buffer[] = [];
  #position = 0;
  #limit = CHUNK.first;
  /** Keys that were read, as `explain` tells. */
  keysExamined = 0;

  constructor(store: Store, plan: Plan) {
    this.#store = store;
    this.#plan = plan;
    this.#ranges = plan.isReverse ? [...plan.ranges].reverse() : [...plan.ranges];
    this.#seen = plan.isMultikey ? new Set() : null;
  }

  /** The next document, null at the end. */
  next(): Buffer | null {
    for (;;) {
      const value = this.#chunk[this.#position++];
      if (value === undefined) {
        if (!this.#readChunk()) return null;
        continue;
      }
      const document = this.#plan.isIdIndex ? value : this.#follow(value);
      if (document) return document;
    }
  }

  *[Symbol.iterator](): Iterator<Buffer> {
    for (let document = this.next(); document; document = this.next()) yield document;
  }

  #follow(documentKey: Buffer): Buffer | null {
    if (this.#seen) {
      const id = documentKey.toString('latin1');
      if (this.#seen.has(id)) return null;
      this.#seen.add(id);
    }
    // It may have gone since its key was read.
    return this.#store.get(documentKey);
  }

  #readChunk(): boolean {
    return this.#plan.isByKeys ? this.#readByKeys() : this.#readRange();
  }

  #readByKeys(): boolean {
    const ranges = this.#ranges.splice(0, this.#limit);
    this.#chunk = ranges.flatMap(({ start }) => this.#store.get(start) ?? []);
    this.#position = 0;
    this.keysExamined += this.#chunk.length;
    return ranges.length > 0;
  }

  #readRange(): boolean {
    const range = this.#ranges[0];
    if (!range) return false;
    const entries = this.#store.entries(range, { limit: this.#limit, reverse: this.#plan.isReverse });
    const last = entries.at(-1);
    if (!last || entries.length < this.#limit) this.#ranges.shift();
    else
      this.#ranges[0] = this.#plan.isReverse
        ? { ...range, end: last.key }
        : { ...range, start: behind(last.key) };
    this.#limit = Math.min(this.#limit * 2, CHUNK.most);
    this.#chunk = entries.map(({ value }) => value);
    this.#position = 0;
    this.keysExamined += entries.length;
    return this.#chunk.length > 0 || this.#ranges.length > 0;
  }
}

/** BSON as the values that filters and updates work with. Whole numbers within 2^53 are numbers, larger ones Longs. */
export function decode(bytes: Buffer): Document {
  return deserialize(bytes, { promoteLongs: true, promoteBuffers: false });
}

/** The smallest key behind `key`; no key of ours begins with another whole one. */
function behind(key: Buffer): Buffer {
  return successor(key);
}
