import { Long, type Document } from 'bson';
import { z } from 'zod';
import type { Results } from '../engine/reader.js';
import { encodeValue } from '../engine/key-encoding.js';
import { valuesAt } from '../engine/paths.js';
import { AnyDocument, CollectionName, command, Count, PlainCollation } from './command.js';
import { resultsOf } from './cursors.js';

const NO_RESULTS: Results = resultsOf([]);

export const find = command(
  z.object({
    find: CollectionName,
    filter: AnyDocument.default({}),
    sort: AnyDocument.nullish(),
    projection: AnyDocument.nullish(),
    skip: Count.default(0),
    limit: z.coerce.number().int().default(0),
    batchSize: Count.optional(),
    singleBatch: z.boolean().default(false),
    collation: PlainCollation,
  }),
  (body, { database }, { engine, cursors }) => {
    const ns = `${database}.${body.find}`;
    const collection = engine.find(ns);
    const { filter, sort = null, projection = null, skip } = body;
    const results = collection
      ? engine.reader.find(collection, { filter, sort, projection, skip, limit: Math.abs(body.limit) })
      : NO_RESULTS;
    const isSingle = body.singleBatch || body.limit < 0;
    const batchSize = body.batchSize ?? (isSingle ? Infinity : undefined);
    return cursors.first(ns, results, { isSingle, ...(batchSize === undefined ? {} : { batchSize }) });
  },
);

const CursorId = z.union([
  z.bigint(),
  z.number().transform(BigInt),
  z.instanceof(Long).transform((id) => id.toBigInt()),
]);

export const getMore = command(
  z.object({ getMore: CursorId, batchSize: Count.default(0) }),
  ({ getMore: id, batchSize }, _request, { cursors }) => cursors.next(id, batchSize),
);

export const killCursors = command(
  z.object({ cursors: z.array(CursorId) }),
  ({ cursors: ids }, _request, { cursors }) => {
    const killed = cursors.kill(ids);
    const unknown = ids.filter((id) => !killed.includes(id));
    const longs = (some: bigint[]) => some.map((id) => Long.fromBigInt(id));
    return {
      cursorsKilled: longs(killed),
      cursorsNotFound: longs(unknown),
      cursorsAlive: [],
      cursorsUnknown: [],
    };
  },
);

export const count = command(
  z.object({
    count: CollectionName,
    query: AnyDocument.default({}),
    skip: Count.default(0),
    limit: Count.default(0),
    collation: PlainCollation,
  }),
  ({ count: name, query: filter, skip, limit }, { database }, { engine }) => {
    const collection = engine.find(`${database}.${name}`);
    if (!collection) return { n: 0 };
    const isAll = Object.keys(filter).length === 0 && skip === 0 && limit === 0;
    return {
      n: isAll ? engine.countAll(collection) : engine.reader.count(collection, { filter, skip, limit }),
    };
  },
);

export const distinct = command(
  z.object({
    distinct: CollectionName,
    key: z.string().min(1),
    query: AnyDocument.default({}),
    collation: PlainCollation,
  }),
  ({ distinct: name, key, query: filter }, { database }, { engine }) => {
    const collection = engine.find(`${database}.${name}`);
    const values = new Map<string, unknown>();
    for (const document of collection ? engine.reader.documents(collection, { filter }) : []) {
      for (const value of valuesAt(document, key).values) {
        if (value !== undefined) values.set(encodeValue(value).toString('latin1'), value);
      }
    }
    return { values: [...values.values()] };
  },
);

export const explain = command(
  z.object({
    explain: z.looseObject({
      find: CollectionName,
      filter: AnyDocument.default({}),
      sort: AnyDocument.nullish(),
    }),
  }),
  ({ explain: { find: name, filter, sort } }, { database }, { engine }) => {
    const ns = `${database}.${name}`;
    const collection = engine.find(ns);
    if (!collection) return { queryPlanner: { namespace: ns, winningPlan: { stage: 'EOF' } } };
    const plan = engine.reader.plan(collection, { filter, sort: sort ?? null });
    const scan: Document =
      plan.isFullScan && !plan.isSorted
        ? { stage: 'COLLSCAN' }
        : { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: plan.indexName } };
    const isSortedHere = !plan.isSorted;
    return {
      queryPlanner: { namespace: ns, winningPlan: isSortedHere ? { stage: 'SORT', inputStage: scan } : scan },
    };
  },
);
