import { calculateObjectSize, serialize, type Document } from 'bson';
import { MongoError } from '../errors.js';
import { compileFilter, QUERY_OPTIONS } from '../query/matcher.js';
import { find } from '../query/mingo.js';
import { plainProjection } from '../query/plain-projection.js';
import { splitText } from '../query/text.js';
import type { CollectionSpec } from './catalog.js';
import { planQuery, type Plan, type Sort } from './planner.js';
import { decode, Scan } from './scan.js';
import type { Store } from './store.js';

const MAX_SORT_BYTES = 100 * 2 ** 20;

export interface FindSpec {
  readonly filter: Document;
  readonly sort?: Document | null;
  readonly skip?: number;
  /** 0 is no limit. */
  readonly limit?: number;
  readonly projection?: Document | null;
}

/** Documents one by one, as BSON where nobody has to look into them. */
export interface Results {
  next(): Document | Uint8Array | null;
}

export class Reader {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws {MongoError} 2 for a filter that makes no sense, 27 for `$text` without an index, 292 for too large a sort */
  find(collection: CollectionSpec, spec: FindSpec): Results {
    const { skip = 0, limit = 0, projection } = spec;
    const projected = projection && Object.keys(projection).length > 0 ? projection : null;
    const source = this.#matching(collection, spec);
    for (let left = skip; left > 0; left--) if (source.next() === null) break;
    let left = limit === 0 ? Infinity : limit;
    const next = () => (left-- > 0 ? source.next() : null);
    if (!projected) return { next };
    const show = plainProjection(projected) ?? ((document: Document) => project(document, projected));
    return {
      next: () => {
        const found = next();
        return found && show(asDocument(found));
      },
    };
  }

  /** All that match, decoded. */
  *documents(collection: CollectionSpec, spec: FindSpec): Generator<Document> {
    const results = this.find(collection, spec);
    for (let found = results.next(); found; found = results.next()) yield asDocument(found);
  }

  count(collection: CollectionSpec, spec: FindSpec): number {
    const results = this.find(collection, spec);
    let count = 0;
    while (results.next()) count++;
    return count;
  }

  project(document: Document, projection: Document): Document {
    return project(document, projection);
  }

  plan(collection: CollectionSpec, { filter, sort }: FindSpec): Plan {
    return planQuery(collection, splitText(collection, filter).rest, toSort(sort));
  }

  /** The matching documents, in order. */
  #matching(collection: CollectionSpec, { filter, sort }: FindSpec): Results {
    const { rest, text } = splitText(collection, filter);
    const plan = planQuery(collection, rest, toSort(sort));
    const scan = new Scan(this.#store, plan);
    const test = plan.isExact ? null : compileFilter(rest);
    const needsTest = (test !== null && Object.keys(rest).length > 0) || text !== null;
    const next = (): Document | Uint8Array | null => {
      for (let bytes = scan.next(); bytes; bytes = scan.next()) {
        if (!needsTest) return bytes;
        const document = decode(bytes);
        if ((test === null || test(document)) && (text === null || text(document))) return document;
      }
      return null;
    };
    return plan.isSorted ? { next } : sorted(next, sort ?? {});
  }
}

export function asDocument(found: Document | Uint8Array): Document {
  return found instanceof Uint8Array ? decode(Buffer.from(found)) : found;
}

function toSort(sort: Document | null | undefined): Sort {
  return Object.entries(sort ?? {}).map(([field, direction]) => [field, Number(direction)] as const);
}

function project(document: Document, projection: Document): Document {
  return find([document], {}, projection, QUERY_OPTIONS).all()[0] ?? {};
}

function sorted(next: () => Document | Uint8Array | null, sort: Document): Results {
  const documents: Document[] = [];
  let bytes = 0;
  for (let found = next(); found; found = next()) {
    const document = asDocument(found);
    bytes += found instanceof Uint8Array ? found.length : calculateObjectSize(found);
    if (bytes > MAX_SORT_BYTES) throw sortTooLarge();
    documents.push(document);
  }
  const inOrder = find(documents, {}, {}, QUERY_OPTIONS).sort(sort).all();
  let position = 0;
  return { next: () => inOrder[position++] ?? null };
}

function sortTooLarge(): MongoError {
  const message = `Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes; an index in this order avoids it`;
  return new MongoError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', message);
}

/** BSON of a result, for the wire. */
export function toBytes(found: Document | Uint8Array): Uint8Array {
  return found instanceof Uint8Array ? found : serialize(found, { ignoreUndefined: false });
}
