import type { Document } from 'bson';
import { assertUpdate, isSameDocument, updated, upserted, withId, type UpdateSpec } from '../query/update.js';
import type { CollectionSpec } from './catalog.js';
import type { Documents } from './documents.js';
import type { Reader } from './reader.js';

export interface UpdateStatement {
  readonly filter: Document;
  readonly update: UpdateSpec;
  readonly arrayFilters?: Document[];
  readonly sort?: Document | null;
  readonly isMulti?: boolean;
  readonly isUpsert?: boolean;
}

export interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId?: unknown;
  /** The first document, before and after. */
  readonly before: Document | null;
  readonly after: Document | null;
}

/** Changes by filter. All of it belongs inside a write of the store. */
export class Writer {
  readonly #documents: Documents;
  readonly #reader: Reader;

  constructor(documents: Documents, reader: Reader) {
    this.#documents = documents;
    this.#reader = reader;
  }

  insert(collection: CollectionSpec, document: Document): void {
    this.#documents.insert(collection, withId(document));
  }

  /** @throws {MongoError} as inserting does, and 9, 66 for updates that make no sense */
  update(collection: CollectionSpec, statement: UpdateStatement): UpdateOutcome {
    const { filter, update, arrayFilters = [], sort = null } = statement;
    assertUpdate(update);
    // Read as a whole first: a document that an update moves in the index must not be met again.
    const limit = statement.isMulti ? 0 : 1;
    const found = [...this.#reader.documents(collection, { filter, sort, limit })];
    if (found.length === 0) {
      return statement.isUpsert ? this.#upsert(collection, filter, update, arrayFilters) : NOTHING;
    }
    let modified = 0;
    let first: Document | null = null;
    for (const before of found) {
      const after = updated(before, update, { filter, arrayFilters });
      first ??= after;
      if (isSameDocument(before, after)) continue;
      this.#documents.replace(collection, before, after);
      modified++;
    }
    const [before = null] = found;
    return { matched: found.length, modified, before, after: first };
  }

  /** @param limit 0 is all. @returns what was removed */
  remove(
    collection: CollectionSpec,
    { filter, sort, limit }: { filter: Document; sort?: Document | null; limit: number },
  ): Document[] {
    const found = [...this.#reader.documents(collection, { filter, sort: sort ?? null, limit })];
    for (const document of found) this.#documents.remove(collection, document);
    return found;
  }

  #upsert(
    collection: CollectionSpec,
    filter: Document,
    update: UpdateSpec,
    arrayFilters: Document[],
  ): UpdateOutcome {
    const document = upserted(filter, update, arrayFilters);
    this.#documents.insert(collection, document);
    return { matched: 0, modified: 0, upsertedId: document['_id'] as unknown, before: null, after: document };
  }
}

const NOTHING: UpdateOutcome = { matched: 0, modified: 0, before: null, after: null };
