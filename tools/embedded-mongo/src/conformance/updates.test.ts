import { expect } from 'chai';
import { Schema } from 'mongoose';
import { codeOf, useMongo } from './connection.js';

interface Counter {
  _id: string;
  n?: number;
  most?: number;
  users?: string[];
  first?: number;
}

describe('updates', () => {
  const mongo = useMongo();
  const counters = () => mongo().collection<Counter>('counters');

  it('insert when nothing matched, and change what did', async () => {
    for (let i = 0; i < 3; i++) {
      await counters().findOneAndUpdate(
        { _id: 'r1' },
        {
          $inc: { n: 1 },
          $max: { most: 5 - i },
          $addToSet: { users: `u${i % 2}` },
          $setOnInsert: { first: 9 },
        },
        { upsert: true },
      );
    }
    const expected = { _id: 'r1', n: 3, most: 5, users: ['u0', 'u1'], first: 9 };
    expect(await counters().findOne({ _id: 'r1' })).to.deep.equal(expected);
  });

  it('give each of 200 at once a number of its own', async () => {
    const next = () =>
      counters().findOneAndUpdate(
        { _id: 'seq' },
        { $inc: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
    const given = await Promise.all(Array.from({ length: 200 }, next));
    expect(new Set(given.map((counter) => counter?.n)).size).to.equal(200);
  });

  it('give the document before or after, by sort and projection', async () => {
    const things = mongo().collection('things');
    await things.insertMany([
      { k: 1, text: 'old' },
      { k: 2, text: 'older' },
    ]);
    const options = { sort: { k: -1 }, projection: { _id: 0, text: 1 } } as const;
    expect(await things.findOneAndUpdate({}, { $set: { text: 'new' } }, options)).to.deep.equal({
      text: 'older',
    });
    expect(
      await things.findOneAndReplace({ k: 2 }, { k: 3 }, { returnDocument: 'after', projection: { _id: 0 } }),
    ).to.deep.equal({ k: 3 });
    expect(await things.findOneAndDelete({ k: 3 }, { projection: { _id: 0 } })).to.deep.equal({ k: 3 });
    expect(await things.findOneAndUpdate({ k: 99 }, { $set: { text: 'x' } })).to.equal(null);
  });

  it('know the operators of arrays and fields', async () => {
    const lists = mongo().collection('lists');
    const id = 1 as never;
    await lists.insertOne({
      _id: id,
      a: [3, 1, 2],
      n: 2,
      o: [
        { k: 1, v: 1 },
        { k: 2, v: 2 },
      ],
      x: 1,
    });
    await lists.updateOne({ _id: id }, {
      $push: { a: { $each: [5, 4], $sort: -1, $slice: 3 } },
      $mul: { n: 3 },
      $rename: { x: 'y' },
    } as never);
    await lists.updateOne({ _id: id, 'o.k': 2 }, { $set: { 'o.$.v': 20 } });
    await lists.updateOne({ _id: id }, { $inc: { 'o.$[].v': 1 } });
    await lists.updateOne({ _id: id }, { $set: { 'o.$[e].v': 99 } }, { arrayFilters: [{ 'e.k': 1 }] });
    expect(await lists.findOne({ _id: id })).to.deep.equal({
      _id: 1,
      a: [5, 4, 3],
      n: 6,
      o: [
        { k: 1, v: 99 },
        { k: 2, v: 21 },
      ],
      y: 1,
    });
    await lists.updateOne({ _id: id }, { $pop: { a: 1 }, $unset: { y: '' }, $min: { n: 1 } } as never);
    await lists.updateOne({ _id: id }, { $pull: { o: { k: 1 } } } as never);
    expect(await lists.findOne({ _id: id })).to.deep.equal({ _id: 1, a: [5, 4], n: 1, o: [{ k: 2, v: 21 }] });
  });

  it('take a pipeline', async () => {
    const sums = mongo().collection('sums');
    await sums.insertOne({ a: [1, 2, 3] });
    await sums.updateOne({}, [{ $set: { total: { $sum: '$a' } } }]);
    expect(await sums.findOne({}, { projection: { _id: 0, total: 1 } })).to.deep.equal({ total: 6 });
  });

  it('tell how many matched and how many changed', async () => {
    const many = mongo().collection('many');
    await many.insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
    const first = await many.updateMany({ a: 1 }, { $set: { b: 1 } });
    const again = await many.updateMany({ a: 1 }, { $set: { b: 1 } });
    expect([first.matchedCount, first.modifiedCount, again.matchedCount, again.modifiedCount]).to.deep.equal([
      2, 2, 2, 0,
    ]);
    expect((await many.deleteMany({ a: 1 })).deletedCount).to.equal(2);
  });

  it('come in bulk', async () => {
    const operations = Array.from({ length: 50 }, (_, i) => ({
      updateOne: { filter: { _id: `b${i % 10}` }, update: { $inc: { n: 1 } }, upsert: true },
    }));
    const { upsertedCount, modifiedCount } = await counters().bulkWrite(operations);
    expect([upsertedCount, modifiedCount]).to.deep.equal([10, 40]);
    expect((await counters().findOne({ _id: 'b0' }))?.n).to.equal(5);
  });

  it('do not change an _id', async () => {
    const fixed = mongo().collection('fixed');
    await fixed.insertOne({ a: 1 });
    expect(await codeOf(fixed.updateOne({ a: 1 }, { $set: { _id: 5 } }))).to.equal(66);
  });

  it('with mongoose keep timestamps', async () => {
    const notes = mongo().model('Note', new Schema({ text: String, done: Boolean }, { timestamps: true }));
    const note = await notes.create({ text: 'a' });
    await notes.updateOne({ _id: note._id }, { text: 'b' });
    const found = await notes.findById(note._id).lean();
    expect(found).to.include({ text: 'b' });
    expect(found?.createdAt).to.be.instanceOf(Date);
  });

  it('keep to the validator of a collection', async () => {
    await mongo().createCollection('valid', {
      validator: {
        $jsonSchema: { bsonType: 'object', required: ['a'], properties: { a: { bsonType: 'string' } } },
      },
    });
    const valid = mongo().collection('valid');
    expect(await codeOf(valid.insertOne({ b: 1 }))).to.equal(121);
    expect(await codeOf(valid.insertOne({ a: 1 }))).to.equal(121);
    await valid.insertOne({ a: 'x' });
    expect(await codeOf(valid.updateOne({}, { $unset: { a: '' } }))).to.equal(121);
  });

  it('keep every type of BSON', async () => {
    const { Binary, Decimal128, Long, UUID } = (await import('mongoose')).default.mongo;
    const types = mongo().collection('types');
    const sent = {
      decimal: Decimal128.fromString('1.10'),
      binary: new Binary(Buffer.from([0, 1, 255])),
      text: '👩‍🏫 한글',
      at: new Date(1e12),
      uuid: new UUID(),
      long: Long.fromString('9007199254740993'),
      nothing: null,
      nested: { list: [1, 'a', { b: true }] },
    };
    await types.insertOne(sent);
    const got = await types.findOne({}, { promoteLongs: false });
    const shown = (document: object | null) =>
      JSON.stringify(document, (key, value: unknown) => (key === '_id' ? undefined : value));
    expect(shown(got)).to.equal(shown(sent));
  });

  it('refuse a document of more than 16 MiB, and take one of 5', async () => {
    const big = mongo().collection('big');
    await big.insertOne({ text: 'x'.repeat(5_000_000) });
    const refusal = await big.insertOne({ text: 'x'.repeat(17_000_000) }).then(
      () => null,
      (error: unknown) => error as Error,
    );
    expect(refusal?.message).to.match(/larger than|BSONObj size|out of range/);
  });
});
