import { deserialize, serialize, type Document } from 'bson';
import type { Store } from './store.js';

export interface IndexSpec {
  readonly id: number;
  readonly name: string;
  /** Field → 1, -1 or `text`. */
  readonly key: Readonly<Record<string, number | string>>;
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  readonly partial: Document | null;
  readonly expireAfterSeconds: number | null;
  /** Some document has, or had, an array at one of the fields. */
  isMultikey: boolean;
}

export interface CollectionSpec {
  readonly id: number;
  /** `database.collection` */
  readonly ns: string;
  readonly indexes: IndexSpec[];
  readonly validator: Document | null;
}

interface Stored {
  nextId: number;
  collections: CollectionSpec[];
}

const FIRST_ID = 16;
const KEY = Buffer.from([0, 0, 0, 0]);

/** Which collections and indexes there are. Changes belong inside a write of the store. */
export class Catalog {
  readonly #store: Store;
  readonly #collections = new Map<string, CollectionSpec>();
  #nextId = FIRST_ID;

  constructor(store: Store) {
    this.#store = store;
    const bytes = store.get(KEY);
    if (!bytes) return;
    const { nextId, collections } = deserialize(bytes) as Stored;
    this.#nextId = nextId;
    for (const collection of collections) this.#collections.set(collection.ns, collection);
  }

  find(ns: string): CollectionSpec | null {
    return this.#collections.get(ns) ?? null;
  }

  list(database?: string): CollectionSpec[] {
    const all = [...this.#collections.values()];
    return database === undefined ? all : all.filter(({ ns }) => ns.startsWith(`${database}.`));
  }

  create(ns: string, validator: Document | null = null): CollectionSpec {
    const collection = { id: this.newId(), ns, indexes: [], validator };
    this.#collections.set(ns, collection);
    this.save();
    return collection;
  }

  remove(ns: string): void {
    this.#collections.delete(ns);
    this.save();
  }

  newId(): number {
    return this.#nextId++;
  }

  save(): void {
    const stored: Stored = { nextId: this.#nextId, collections: [...this.#collections.values()] };
    this.#store.put(KEY, Buffer.from(serialize(stored)));
  }
}

/** The keys of one collection or index begin with its id. */
export function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

export const ID_INDEX_NAME = '_id_';

/** An index in the shape of `listIndexes`. */
export function describeIndex(index: IndexSpec): Document {
  return {
    v: 2,
    key: index.key,
    name: index.name,
    ...(index.isUnique ? { unique: true } : {}),
    ...(index.isSparse ? { sparse: true } : {}),
    ...(index.partial ? { partialFilterExpression: index.partial } : {}),
    ...(index.expireAfterSeconds === null ? {} : { expireAfterSeconds: index.expireAfterSeconds }),
  };
}
