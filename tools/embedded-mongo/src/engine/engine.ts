import type { Document } from 'bson';
import { MongoError, noSuchCollection } from '../errors.js';
import {
  Catalog,
  describeIndex,
  ID_INDEX_NAME,
  idBytes,
  type CollectionSpec,
  type IndexSpec,
} from './catalog.js';
import { Documents } from './documents.js';
import { successor } from './key-encoding.js';
import { Reader } from './reader.js';
import type { Store } from './store.js';
import { Writer } from './writer.js';

export interface IndexRequest {
  readonly name: string;
  readonly key: Readonly<Record<string, number | string>>;
  readonly isUnique: boolean;
  readonly isSparse: boolean;
  readonly partial: Document | null;
  readonly expireAfterSeconds: number | null;
}

const REMOVE_AT_ONCE = 1000;

/** Collections of documents on disk: what commands work with. */
export class Engine {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly #store: Store;
  readonly #catalog: Catalog;
  readonly #documents: Documents;

  constructor(store: Store) {
    this.#store = store;
    this.#catalog = new Catalog(store);
    this.#documents = new Documents(store, this.#catalog);
    this.reader = new Reader(store);
    this.writer = new Writer(this.#documents, this.reader);
  }

  /** Runs changes alone and resolves when they are on the disk. */
  write<T>(change: () => T): Promise<T> {
    return this.#store.write(change);
  }

  find(ns: string): CollectionSpec | null {
    return this.#catalog.find(ns);
  }

  /** The collection, made if it is not there. Inside a write. */
  open(ns: string): CollectionSpec {
    return this.#catalog.find(ns) ?? this.#catalog.create(ns);
  }

  list(database?: string): CollectionSpec[] {
    return this.#catalog.list(database);
  }

  /** @throws {MongoError} 48 */
  create(ns: string, validator: Document | null): void {
    if (this.#catalog.find(ns)) {
      throw new MongoError(48, 'NamespaceExists', `Collection ${ns} already exists.`);
    }
    this.#catalog.create(ns, validator);
  }

  /** @returns whether there was one. Inside a write. */
  drop(ns: string): boolean {
    const collection = this.#catalog.find(ns);
    if (!collection) return false;
    for (const { id } of [collection, ...collection.indexes]) this.#clear(id);
    this.#catalog.remove(ns);
    return true;
  }

  countAll({ id }: CollectionSpec): number {
    return this.#store.count(rangeOf(id));
  }

  /** Makes an index and fills it. @throws {MongoError} 85, 86 for one that differs, 11000 for duplicates. Inside a write. */
  createIndex(collection: CollectionSpec, request: IndexRequest): void {
    if (isIdKey(request.key)) return;
    const existing = collection.indexes.find(({ name }) => name === request.name);
    if (existing) {
      if (isSameIndex(existing, request)) return;
      const message = 'An existing index has the same name as the requested index';
      throw new MongoError(86, 'IndexKeySpecsConflict', message);
    }
    const index: IndexSpec = { ...request, id: this.#catalog.newId(), isMultikey: false };
    this.#documents.fill(collection, index, this.reader.documents(collection, { filter: {} }));
    collection.indexes.push(index);
    this.#catalog.save();
  }

  /** @param name `*` is all but that of the ids. @throws {MongoError} 26, 27, 72. Inside a write. */
  dropIndexes(ns: string, name: string): number {
    const collection = this.#catalog.find(ns);
    if (!collection) throw noSuchCollection(ns);
    if (name === ID_INDEX_NAME) throw new MongoError(72, 'InvalidOptions', 'cannot drop _id index');
    const dropped = collection.indexes.filter((index) => name === '*' || index.name === name);
    if (dropped.length === 0 && name !== '*') {
      throw new MongoError(27, 'IndexNotFound', `index not found with name [${name}]`);
    }
    const before = collection.indexes.length + 1;
    for (const { id } of dropped) this.#clear(id);
    collection.indexes.splice(0, Infinity, ...collection.indexes.filter((index) => !dropped.includes(index)));
    this.#catalog.save();
    return before;
  }

  #clear(id: number): void {
    let range = rangeOf(id);
    for (;;) {
      const entries = this.#store.entries(range, { limit: REMOVE_AT_ONCE });
      for (const { key } of entries) this.#store.remove(key);
      const last = entries.at(-1);
      if (!last || entries.length < REMOVE_AT_ONCE) return;
      range = { ...range, start: successor(last.key) };
    }
  }
}

function rangeOf(id: number) {
  return { start: idBytes(id), end: idBytes(id + 1) };
}

function isIdKey(key: IndexRequest['key']): boolean {
  return Object.keys(key).length === 1 && Number(key['_id']) === 1;
}

function isSameIndex(index: IndexSpec, request: IndexRequest): boolean {
  const shape = (one: IndexSpec) => JSON.stringify(describeIndex(one));
  return shape(index) === shape({ ...request, id: 0, isMultikey: false });
}
