import type { Document } from 'bson';
import { expect } from 'chai';
import fc from 'fast-check';
import { compileFilter, QUERY_OPTIONS } from '../query/matcher.js';
import { find } from '../query/mingo.js';
import { temporaryFolder } from '../test/temporary.js';
import { Engine } from './engine.js';
import { Store } from './store.js';

const NOTHING = { isUnique: false, isSparse: false, partial: null, expireAfterSeconds: null };

/** Small values, so that they meet often; arrays, nulls and gaps among them. */
const scalar = fc.oneof(
  fc.integer({ min: -2, max: 4 }),
  fc.constantFrom('a', 'b', 'ab', ''),
  fc.constant(null),
  fc.boolean(),
);
const field = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
);
const document = fc.record({ a: field, b: scalar, c: field }, { requiredKeys: [] });
const comparable = fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constantFrom('a', 'b', ''));
const condition: fc.Arbitrary<unknown> = fc.oneof(
  scalar,
  comparable.map((value) => ({ $gt: value })),
  comparable.map((value) => ({ $lte: value })),
  fc.tuple(comparable, comparable).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
  scalar.map((value) => ({ $ne: value })),
  fc.boolean().map((exists) => ({ $exists: exists })),
);
const filter = fc.dictionary(fc.constantFrom('a', 'b', 'c'), condition, { maxKeys: 3 });

describe('Reader', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: Store;
  let engine: Engine;

  before(async () => {
    folder = await temporaryFolder();
    store = new Store(folder.path, (error) => {
      throw error;
    });
    engine = new Engine(store);
  });

  after(async () => {
    await store.close();
    await folder.remove();
  });

  it('finds by any index what it finds by looking at every document', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 25 }),
        fc.array(filter, { minLength: 1, maxLength: 8 }),
        async (documents, filters) => {
          const ns = `t.c${run++}`;
          const stored = documents.map((fields, i) => ({ _id: i, ...fields }));
          await engine.write(() => {
            const collection = engine.open(ns);
            engine.createIndex(collection, { ...NOTHING, name: 'a1b-1', key: { a: 1, b: -1 } });
            engine.createIndex(collection, { ...NOTHING, name: 'c-1', key: { c: -1 } });
            engine.createIndex(collection, { ...NOTHING, name: 'b', key: { b: 1 }, isSparse: true });
            engine.createIndex(collection, {
              ...NOTHING,
              name: 'p',
              key: { b: -1 },
              partial: { a: { $exists: true } },
            });
            for (const one of stored) engine.writer.insert(collection, one);
          });
          const collection = engine.open(ns);
          for (const wanted of filters) {
            const test = compileFilter(wanted);
            const expected = stored.filter(test).map(({ _id }) => _id);
            const found = [...engine.reader.documents(collection, { filter: wanted })].map(
              (one) => one['_id'] as number,
            );
            expect(
              found.sort((x, y) => x - y),
              JSON.stringify(wanted),
            ).to.deep.equal(expected);
            expect(engine.reader.count(collection, { filter: wanted })).to.equal(expected.length);
          }
          await engine.write(() => engine.drop(ns));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives the order that was asked for, whether an index has it or not', async () => {
    const plain = fc.record({ a: fc.integer({ min: 0, max: 3 }), b: fc.constantFrom('x', 'y', 'z') });
    const sort = fc.constantFrom<Document>(
      { a: 1, b: -1 },
      { a: -1, b: 1 },
      { a: 1, b: 1 },
      { b: 1, _id: -1 },
      { _id: -1 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(plain, { maxLength: 30 }),
        sort,
        fc.nat(5),
        fc.nat(10),
        async (documents, by, skip, limit) => {
          const ns = `s.c${run++}`;
          const stored = documents.map((fields, i) => ({ _id: i, ...fields }));
          await engine.write(() => {
            const collection = engine.open(ns);
            engine.createIndex(collection, { ...NOTHING, name: 'ab', key: { a: 1, b: -1 } });
            engine.createIndex(collection, { ...NOTHING, name: 'b', key: { b: 1 } });
            for (const one of stored) engine.writer.insert(collection, one);
          });
          const found = [...engine.reader.documents(engine.open(ns), { filter: {}, sort: by, skip, limit })];
          const cursor = find(stored, {}, {}, QUERY_OPTIONS).sort(by).skip(skip);
          const expected = (limit === 0 ? cursor : cursor.limit(limit)).all();
          const shown = (some: Document[]) =>
            some.map((one) => Object.keys(by).map((name) => one[name] as unknown));
          expect(shown(found)).to.deep.equal(shown(expected));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes on where it was when documents come and go in between', async () => {
    await engine.write(() => {
      const collection = engine.open('w.c');
      for (let i = 0; i < 500; i++) engine.writer.insert(collection, { _id: i });
    });
    const collection = engine.open('w.c');
    const results = engine.reader.find(collection, { filter: {} });
    for (let i = 0; i < 40; i++) results.next();
    await engine.write(() => {
      engine.writer.remove(collection, { filter: { _id: { $gte: 400 } }, limit: 0 });
      engine.writer.insert(collection, { _id: 1000 });
    });
    let left = 0;
    while (results.next()) left++;
    expect(left).to.equal(400 - 40 + 1);
  });
});
