import { expect } from 'chai';
import type { Document } from 'bson';
import { useMongo } from './connection.js';

describe('queries', () => {
  const mongo = useMongo();
  const messages = () => mongo().collection('messages');

  before(async () => {
    await messages().createIndex({ room: 1, seq: 1 }, { unique: true }, {});
    await messages().createIndex({ room: 1, _id: -1 }, {}, {});
    const text = (i: number) => `m${i}`;
    await messages().insertMany(
      Array.from({ length: 300 }, (_, i) => ({
        room: `k${i % 3}`,
        seq: i,
        text: text(i),
        likes: i % 7,
        tags: [`t${i % 5}`],
      })),
    );
  });

  const counts: [string, Document, number][] = [
    ['$in', { tags: { $in: ['t1', 't2'] } }, 120],
    ['$nin', { likes: { $nin: [1, 2] } }, 214],
    ['$ne', { room: { $ne: 'k0' } }, 200],
    ['$or', { $or: [{ likes: 1 }, { likes: 2 }] }, 86],
    ['$and', { $and: [{ likes: 1 }, { room: 'k0' }] }, 14],
    ['$nor', { $nor: [{ room: 'k0' }, { room: 'k1' }] }, 100],
    ['$not', { likes: { $not: { $gt: 3 } } }, 172],
    ['$gt and $lte', { seq: { $gt: 10, $lte: 20 } }, 10],
    ['a regular expression', { text: /^m1/ }, 111],
    ['$elemMatch', { tags: { $elemMatch: { $eq: 't1' } } }, 60],
    ['$size', { tags: { $size: 1 } }, 300],
    ['$all', { tags: { $all: ['t1'] } }, 60],
    ['$type', { likes: { $type: 'number' } }, 300],
    ['$exists', { missing: { $exists: false } }, 300],
    ['null for what is missing', { missing: null }, 300],
    ['$expr', { $expr: { $gt: ['$likes', '$seq'] } }, 0],
    ['$mod', { likes: { $mod: [2, 0] } }, 171],
  ];
  for (const [name, filter, expected] of counts) {
    it(`understand ${name}`, async () => {
      expect(await messages().countDocuments(filter)).to.equal(expected);
    });
  }

  it('page through a room by keyset, newest first', async () => {
    const seqs: number[] = [];
    let last: unknown = null;
    for (;;) {
      const filter = { room: 'k1', ...(last === null ? {} : { _id: { $lt: last } }) } as Document;
      const page = await messages().find(filter).sort({ _id: -1 }).limit(30).toArray();
      if (page.length === 0) break;
      seqs.push(...page.map(({ seq }) => seq as number));
      last = page.at(-1)?._id;
    }
    expect(seqs).to.deep.equal(Array.from({ length: 100 }, (_, i) => 298 - 3 * i));
  });

  it('go on beyond the first batch', async () => {
    let count = 0;
    for await (const one of messages().find({}, { batchSize: 50 })) count += one['room'] ? 1 : 0;
    expect(count).to.equal(300);
  });

  it('end a cursor that is closed early', async () => {
    const open = async () => {
      const { metrics } = (await mongo().db?.admin().serverStatus()) as {
        metrics: { cursor: { open: { total: number } } };
      };
      return metrics.cursor.open.total;
    };
    const before = await open();
    const cursor = messages().find({}, { batchSize: 2 });
    await cursor.next();
    expect(await open()).to.equal(before + 1);
    await cursor.close();
    expect(await open()).to.equal(before);
  });

  it('sort, skip and limit without an index', async () => {
    const found = await messages()
      .find({ likes: { $lt: 2 } })
      .sort({ likes: -1, seq: 1 })
      .skip(1)
      .limit(3)
      .toArray();
    expect(found.map(({ likes, seq }): unknown[] => [likes, seq])).to.deep.equal([
      [1, 8],
      [1, 15],
      [1, 22],
    ]);
  });

  it('project fields in and out', async () => {
    const [only] = await messages().find({ seq: 5 }).project({ text: 1, _id: 0 }).toArray();
    expect(only).to.deep.equal({ text: 'm5' });
    const [without] = await messages().find({ seq: 5 }).project({ _id: 0, room: 0, tags: 0 }).toArray();
    expect(without).to.deep.equal({ seq: 5, text: 'm5', likes: 5 });
  });

  it('count, estimate and tell distinct values', async () => {
    expect(await messages().estimatedDocumentCount()).to.equal(300);
    expect(await messages().countDocuments({ room: 'k0', likes: { $gte: 3 } })).to.equal(57);
    expect(await messages().distinct('tags', { room: 'k0' })).to.have.members(['t0', 't1', 't2', 't3', 't4']);
  });

  it('answer with nothing for a collection that is not there', async () => {
    const nowhere = mongo().collection('nowhere');
    expect(await nowhere.find().toArray()).to.deep.equal([]);
    expect(await nowhere.countDocuments()).to.equal(0);
    expect(await nowhere.aggregate([{ $match: {} }]).toArray()).to.deep.equal([]);
  });

  it('serve a hundred clients at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => messages().countDocuments({ room: 'k0' })),
    );
    expect(new Set(answers)).to.deep.equal(new Set([100]));
  });

  it('find words by a text index', async () => {
    const notes = mongo().collection('notes');
    await notes.createIndex({ text: 'text' }, {}, {});
    await notes.insertMany([{ text: 'Hello wonderful world' }, { text: '수업 시작 안내' }]);
    expect(await notes.countDocuments({ $text: { $search: 'wonderful' } })).to.equal(1);
    expect(await notes.countDocuments({ $text: { $search: '수업' } })).to.equal(1);
    expect(await notes.countDocuments({ $text: { $search: 'wonder' } })).to.equal(0);
  });
});
