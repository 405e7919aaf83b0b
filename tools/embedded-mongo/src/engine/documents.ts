import { serialize, type Document } from 'bson';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/matcher.js';
import { idBytes, ID_INDEX_NAME, type Catalog, type CollectionSpec, type IndexSpec } from './catalog.js';
import { indexKeys, type IndexKeys } from './index-keys.js';
import { encodeValue, successor } from './key-encoding.js';
import { valuesAt } from './paths.js';
import type { Store } from './store.js';

const MAX_DOCUMENT_BYTES = 16 * 2 ** 20;

/**
 * Documents together with their places in the indexes. Each change checks everything before it writes anything, so that
 * a refused document leaves nothing behind. All of it belongs inside a write of the store.
 */
export class Documents {
  readonly #store: Store;
  readonly #catalog: Catalog;
  readonly #validators = new WeakMap<Document, (document: Document) => boolean>();

  constructor(store: Store, catalog: Catalog) {
    this.#store = store;
    this.#catalog = catalog;
  }

  /** @throws {MongoError} 11000, 121, 10334, 171, 17280 */
  insert(collection: CollectionSpec, document: Document): void {
    const bytes = this.#check(collection, document);
    const key = documentKey(collection, document);
    if (this.#store.get(key))
      throw duplicateKey(collection.ns, { name: ID_INDEX_NAME, key: { _id: 1 } }, document);
    const entries = collection.indexes.map((index) => this.#enter(collection, index, document, NOWHERE));
    this.#store.put(key, bytes);
    this.#apply(collection, document, entries);
  }

  /** `after` takes the place of `before`; both have the same `_id`. @throws as `insert` */
  replace(collection: CollectionSpec, before: Document, after: Document): void {
    const bytes = this.#check(collection, after);
    const entries = collection.indexes.map((index) =>
      this.#enter(collection, index, after, indexKeys(index, before)),
    );
    this.#store.put(documentKey(collection, after), bytes);
    this.#apply(collection, after, entries);
  }

  remove(collection: CollectionSpec, document: Document): void {
    const id = encodeValue(document['_id']);
    for (const index of collection.indexes) {
      for (const prefix of indexKeys(index, document).prefixes)
        this.#store.remove(Buffer.concat([prefix, id]));
    }
    this.#store.remove(documentKey(collection, document));
  }

  /** Enters every document of a collection into a new index. @throws {MongoError} 11000 when it cannot be unique */
  fill(collection: CollectionSpec, index: IndexSpec, documents: Iterable<Document>): void {
    const taken = new Set<string>();
    const entries: [Buffer, Buffer][] = [];
    for (const document of documents) {
      const { prefixes, isMultikey } = indexKeys(index, document);
      if (isMultikey) index.isMultikey = true;
      for (const prefix of prefixes) {
        const text = prefix.toString('latin1');
        if (index.isUnique && taken.has(text)) throw duplicateKey(collection.ns, index, document);
        taken.add(text);
        entries.push([
          Buffer.concat([prefix, encodeValue(document['_id'])]),
          documentKey(collection, document),
        ]);
      }
    }
    for (const [key, value] of entries) this.#store.put(key, value);
  }

  #check({ ns, validator }: CollectionSpec, document: Document): Buffer {
    if (validator && !this.#validate(validator)(document)) {
      throw new MongoError(121, 'DocumentValidationFailure', 'Document failed validation');
    }
    const bytes = serialize(document, { ignoreUndefined: false });
    if (bytes.length <= MAX_DOCUMENT_BYTES) return Buffer.from(bytes);
    const message = `${ns}: BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}`;
    throw new MongoError(10334, 'BSONObjectTooLarge', message);
  }

  #validate(validator: Document): (document: Document) => boolean {
    const test = this.#validators.get(validator) ?? compileFilter(validator);
    this.#validators.set(validator, test);
    return test;
  }

  #enter({ ns }: CollectionSpec, index: IndexSpec, document: Document, before: IndexKeys): Entering {
    const after = indexKeys(index, document);
    const added = without(after.prefixes, before.prefixes);
    for (const prefix of index.isUnique ? added : []) {
      if (this.#store.hasAny({ start: prefix, end: successor(prefix) }))
        throw duplicateKey(ns, index, document);
    }
    return { index, added, removed: without(before.prefixes, after.prefixes), isMultikey: after.isMultikey };
  }

  #apply(collection: CollectionSpec, document: Document, enterings: readonly Entering[]): void {
    const id = encodeValue(document['_id']);
    const key = documentKey(collection, document);
    for (const { index, added, removed, isMultikey } of enterings) {
      for (const prefix of removed) this.#store.remove(Buffer.concat([prefix, id]));
      for (const prefix of added) this.#store.put(Buffer.concat([prefix, id]), key);
      if (isMultikey && !index.isMultikey) {
        index.isMultikey = true;
        this.#catalog.save();
      }
    }
  }
}

function without(prefixes: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] {
  if (others.length === 0) return prefixes;
  const known = new Set(others.map((prefix) => prefix.toString('latin1')));
  return prefixes.filter((prefix) => !known.has(prefix.toString('latin1')));
}

interface Entering {
  readonly index: IndexSpec;
  readonly added: readonly Buffer[];
  readonly removed: readonly Buffer[];
  readonly isMultikey: boolean;
}

const NOWHERE: IndexKeys = { prefixes: [], isMultikey: false };

/** Where a document itself stands; the values of indexes are such keys. */
export function documentKey({ id }: CollectionSpec, document: Document): Buffer {
  return Buffer.concat([idBytes(id), encodeValue(document['_id'])]);
}

function duplicateKey(ns: string, index: Pick<IndexSpec, 'name' | 'key'>, document: Document): MongoError {
  const keyValue: Document = {};
  for (const path of Object.keys(index.key)) keyValue[path] = valuesAt(document, path).values[0] ?? null;
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${show(value)}`);
  const message = `E11000 duplicate key error collection: ${ns} index: ${index.name} dup key: { ${shown.join(', ')} }`;
  return new MongoError(11000, 'DuplicateKey', message, { keyPattern: index.key, keyValue });
}

function show(value: unknown): string {
  if ((value as { _bsontype?: string } | null)?._bsontype === 'ObjectId')
    return `ObjectId('${String(value)}')`;
  return value === undefined ? 'null' : JSON.stringify(value);
}
