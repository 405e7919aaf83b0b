import { expect } from 'chai';
import { Schema } from 'mongoose';
import { codeOf, useMongo } from './connection.js';

const message = new Schema({ room: String, seq: Number, clientId: String, text: String, likes: Number })
  .index({ room: 1, seq: 1 }, { unique: true })
  .index({ room: 1, _id: -1 })
  .index(
    { room: 1, clientId: 1 },
    { unique: true, partialFilterExpression: { clientId: { $exists: true } } },
  );

const person = new Schema({ email: String, nick: String })
  .index({ email: 1 }, { unique: true })
  .index({ nick: 1 }, { unique: true, sparse: true });

describe('indexes', () => {
  const mongo = useMongo();
  const messages = () => mongo().models['Message'] ?? mongo().model('Message', message);
  const people = () => mongo().models['Person'] ?? mongo().model('Person', person);

  before(async () => {
    await messages().createIndexes();
    await people().createIndexes();
  });

  it('are listed, and made only once', async () => {
    await messages().createIndexes();
    const indexes = (await messages().collection.indexes()).map(({ name, unique }) => [
      name,
      unique ?? false,
    ]);
    expect(indexes).to.deep.equal([
      ['_id_', false],
      ['room_1_seq_1', true],
      ['room_1__id_-1', false],
      ['room_1_clientId_1', true],
    ]);
    expect(await messages().syncIndexes()).to.deep.equal([]);
  });

  it('refuse a duplicate and say of what', async () => {
    await people().create({ email: 'a@x' });
    try {
      await people().create({ email: 'a@x' });
      expect.fail('was inserted');
    } catch (error) {
      const { code, keyPattern, keyValue, message: text } = error as Record<string, unknown>;
      expect({ code, keyPattern, keyValue }).to.deep.equal({
        code: 11000,
        keyPattern: { email: 1 },
        keyValue: { email: 'a@x' },
      });
      expect(text).to.match(/^E11000 duplicate key error collection: .*people index: email_1 dup key/);
    }
  });

  it('refuse a duplicate _id', async () => {
    const things = mongo().collection('things');
    await things.insertOne({ _id: 1 as never });
    expect(await codeOf(things.insertOne({ _id: 1 as never }))).to.equal(11000);
  });

  it('refuse a duplicate made by an update, and leave the document as it was', async () => {
    await people().create([{ email: 'u1' }, { email: 'u2' }]);
    expect(await codeOf(people().updateOne({ email: 'u2' }, { email: 'u1' }))).to.equal(11000);
    expect(await people().countDocuments({ email: 'u2' })).to.equal(1);
  });

  it('that are sparse let documents without the field be', async () => {
    await people().create([{ email: 's1' }, { email: 's2' }, { email: 's3', nick: 'k' }]);
    expect(await codeOf(people().create({ email: 's4', nick: 'k' }))).to.equal(11000);
    expect(await people().countDocuments({ nick: { $exists: false }, email: /^s/ })).to.equal(2);
  });

  it('that are partial hold for the documents they are for', async () => {
    await messages().create([
      { room: 'p', seq: 1 },
      { room: 'p', seq: 2 },
      { room: 'p', seq: 3, clientId: 'z' },
    ]);
    expect(await codeOf(messages().create({ room: 'p', seq: 4, clientId: 'z' }))).to.equal(11000);
    expect(await messages().countDocuments({ room: 'p' })).to.equal(3);
  });

  it('insert what they can of an unordered batch', async () => {
    const documents = [1, 2, 2, 3, 1, 4].map((seq) => ({ room: 'unordered', seq }));
    try {
      await messages().insertMany(documents, { ordered: false });
      expect.fail('had no errors');
    } catch (error) {
      const { writeErrors } = error as { writeErrors: { index: number }[] };
      expect(writeErrors.map(({ index }) => index)).to.deep.equal([2, 4]);
    }
    expect(await messages().countDocuments({ room: 'unordered' })).to.equal(4);
  });

  it('end an ordered batch at the first duplicate', async () => {
    const documents = [1, 2, 1, 3].map((seq) => ({ room: 'ordered', seq }));
    expect(await codeOf(messages().insertMany(documents))).to.equal(11000);
    expect(await messages().countDocuments({ room: 'ordered' })).to.equal(2);
  });

  it('cannot become unique over duplicates', async () => {
    const twice = mongo().collection('twice');
    await twice.insertMany([{ a: 1 }, { a: 1 }]);
    expect(await codeOf(twice.createIndex({ a: 1 }, { unique: true }, {}))).to.equal(11000);
    expect(await twice.indexes()).to.have.length(1);
  });

  it('of arrays find each element, and a document once', async () => {
    const tagged = mongo().collection('tagged');
    await tagged.createIndex({ tags: 1 }, {}, {});
    await tagged.insertMany([{ tags: ['a', 'b'] }, { tags: ['b', 'c'] }, { tags: [] }]);
    expect(await tagged.countDocuments({ tags: 'b' })).to.equal(2);
    expect(await tagged.countDocuments({ tags: { $in: ['a', 'b'] } })).to.equal(2);
    expect(await tagged.find({ tags: { $gte: 'a' } }).toArray()).to.have.length(2);
  });

  it('refuse two arrays at once', async () => {
    const pairs = mongo().collection('pairs');
    await pairs.createIndex({ a: 1, b: 1 }, {}, {});
    expect(await codeOf(pairs.insertOne({ a: [1, 2], b: [3, 4] }))).to.equal(171);
  });

  it('tell long strings apart', async () => {
    const long = mongo().collection('long');
    await long.createIndex({ text: 1 }, { unique: true }, {});
    const beginning = '가나다'.repeat(400);
    await long.insertMany([{ text: `${beginning}1` }, { text: `${beginning}2` }]);
    expect(await codeOf(long.insertOne({ text: `${beginning}1` }))).to.equal(11000);
    expect(await long.countDocuments({ text: `${beginning}2` })).to.equal(1);
    expect(await long.countDocuments({ text: { $gt: beginning } })).to.equal(2);
  });

  it('can be dropped, and made again with the same name', async () => {
    const dropped = mongo().collection('dropped');
    await dropped.insertMany([{ a: 1 }, { a: 2 }]);
    await dropped.createIndex({ a: 1 }, { unique: true }, {});
    await dropped.dropIndex('a_1');
    await dropped.insertOne({ a: 1 });
    expect(await dropped.countDocuments({ a: 1 })).to.equal(2);
    await dropped.createIndex({ a: 1 }, {}, {});
    expect(await dropped.countDocuments({ a: 1 })).to.equal(2);
    expect(await codeOf(dropped.createIndex({ a: 1 }, { unique: true, name: 'a_1' }, {}))).to.be.oneOf([
      85, 86,
    ]);
  });

  it('are named by explain', async () => {
    const plan = await messages().collection.find({ room: 'p' }).sort({ _id: -1 }).explain('queryPlanner');
    expect(JSON.stringify(plan['queryPlanner'])).to.contain('room_1__id_-1').and.not.contain('"SORT"');
  });
});

describe('an index with expireAfterSeconds', () => {
  const mongo = useMongo({ expireEveryMs: 50 });

  it('removes what has expired and nothing else', async function () {
    this.timeout(90_000);
    const beats = mongo().collection('beats');
    await beats.createIndex({ at: 1 }, { expireAfterSeconds: 60 }, {});
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    await beats.insertMany([
      { at: minutesAgo(2) },
      { at: minutesAgo(0) },
      { at: 'not a date' },
      { at: minutesAgo(5) },
    ]);
    while ((await beats.countDocuments()) > 2) await new Promise((resolve) => setImmediate(resolve));
    expect((await beats.find().toArray()).map(({ at }) => typeof at)).to.have.members(['object', 'string']);
  });
});
