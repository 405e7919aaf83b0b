import type { Document } from 'bson';
import { z } from 'zod';
import { describeIndex, ID_INDEX_NAME } from '../engine/catalog.js';
import { noSuchCollection } from '../errors.js';
import { compileFilter } from '../query/matcher.js';
import { MAX_MESSAGE_BYTES } from '../wire/framing.js';
import { AnyDocument, CollectionName, command, type Command, PlainCollation } from './command.js';
import { resultsOf } from './cursors.js';

const VERSION = [7, 0, 0, 0];

// Without a topologyVersion drivers ask again and again instead of waiting for news in a stream.
export const hello: Command = () => ({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16 * 2 ** 20,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
});

export const ping: Command = () => ({});

export const buildInfo: Command = () => ({
  version: VERSION.join('.'),
  versionArray: VERSION,
  modules: ['seodang-embedded'],
});

export const serverStatus: Command = (_request, { startedAtMs, cursors }) => ({
  process: 'seodang-embedded-mongo',
  pid: process.pid,
  uptime: (Date.now() - startedAtMs) / 1000,
  localTime: new Date(),
  metrics: { cursor: { open: { total: cursors.size } } },
  mem: { resident: Math.round(process.memoryUsage.rss() / 2 ** 20) },
});

const IndexKey = z.record(z.string().min(1), z.union([z.literal(1), z.literal(-1), z.literal('text')]));

const IndexRequest = z
  .object({
    key: IndexKey,
    name: z.string().min(1),
    unique: z.boolean().default(false),
    sparse: z.boolean().default(false),
    partialFilterExpression: AnyDocument.nullish(),
    expireAfterSeconds: z.number().nonnegative().nullish(),
    collation: PlainCollation,
  })
  .transform(({ key, name, unique, sparse, partialFilterExpression, expireAfterSeconds }) => ({
    key,
    name,
    isUnique: unique,
    isSparse: sparse,
    partial: partialFilterExpression ?? null,
    expireAfterSeconds: expireAfterSeconds ?? null,
  }));

export const createIndexes = command(
  z.object({ createIndexes: CollectionName, indexes: z.array(IndexRequest).min(1) }),
  ({ createIndexes: name, indexes }, { database }, { engine }) =>
    engine.write(() => {
      const ns = `${database}.${name}`;
      const createdCollectionAutomatically = engine.find(ns) === null;
      const collection = engine.open(ns);
      const numIndexesBefore = collection.indexes.length + 1;
      for (const index of indexes) engine.createIndex(collection, index);
      return {
        numIndexesBefore,
        numIndexesAfter: collection.indexes.length + 1,
        createdCollectionAutomatically,
      };
    }),
);

export const listIndexes = command(
  z.object({ listIndexes: CollectionName }),
  ({ listIndexes: name }, { database }, { engine, cursors }) => {
    const ns = `${database}.${name}`;
    const collection = engine.find(ns);
    if (!collection) throw noSuchCollection(ns);
    const all = [{ v: 2, key: { _id: 1 }, name: ID_INDEX_NAME }, ...collection.indexes.map(describeIndex)];
    return cursors.first(ns, resultsOf(all), { batchSize: Infinity });
  },
);

export const dropIndexes = command(
  z.object({ dropIndexes: CollectionName, index: z.string() }),
  async ({ dropIndexes: name, index }, { database }, { engine }) => ({
    nIndexesWas: await engine.write(() => engine.dropIndexes(`${database}.${name}`, index)),
  }),
);

export const create = command(
  z.object({ create: CollectionName, validator: AnyDocument.nullish(), collation: PlainCollation }),
  async ({ create: name, validator = null }, { database }, { engine }) => {
    if (validator) compileFilter(validator);
    await engine.write(() => {
      engine.create(`${database}.${name}`, validator);
    });
    return {};
  },
);

export const drop = command(
  z.object({ drop: CollectionName }),
  async ({ drop: name }, { database }, { engine }) => {
    const ns = `${database}.${name}`;
    if (!(await engine.write(() => engine.drop(ns)))) throw noSuchCollection(ns);
    return { ns };
  },
);

export const dropDatabase: Command = async ({ database }, { engine }) => {
  await engine.write(() => {
    for (const { ns } of engine.list(database)) engine.drop(ns);
  });
  return { dropped: database };
};

export const listCollections = command(
  z.object({ filter: AnyDocument.default({}) }),
  ({ filter }, { database }, { engine, cursors }) => {
    const test = compileFilter(filter);
    const all: Document[] = engine.list(database).map(({ ns, validator }) => ({
      name: ns.slice(database.length + 1),
      type: 'collection',
      options: validator ? { validator } : {},
      info: { readOnly: false },
    }));
    return cursors.first(`${database}.$cmd.listCollections`, resultsOf(all.filter(test)), {
      batchSize: Infinity,
    });
  },
);

export const listDatabases: Command = (_request, { engine }) => {
  const names = new Set(engine.list().map(({ ns }) => ns.slice(0, ns.indexOf('.'))));
  return { databases: [...names].map((name) => ({ name, sizeOnDisk: 0, empty: false })), totalSize: 0 };
};
