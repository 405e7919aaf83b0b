import { expect } from 'chai';
import { useMongo } from './connection.js';

describe('aggregation', () => {
  const mongo = useMongo();
  const messages = () => mongo().collection('messages');

  before(async () => {
    const at = new Date('2026-03-01T16:00:00Z');
    await messages().insertMany(
      Array.from({ length: 30 }, (_, i) => ({ room: `k${i % 3}`, seq: i, likes: i % 7, at, user: i % 2 })),
    );
    await mongo()
      .collection<{ _id: number }>('users')
      .insertMany([{ _id: 0, name: 'A' } as never, { _id: 1, name: 'B' } as never]);
  });

  it('matches, sorts, groups and counts', async () => {
    const groups = await messages()
      .aggregate([
        { $match: { seq: { $gte: 3 } } },
        { $sort: { seq: 1 } },
        { $group: { _id: '$room', n: { $sum: 1 }, first: { $first: '$seq' }, last: { $last: '$seq' } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    expect(groups).to.deep.equal([
      { _id: 'k0', n: 9, first: 3, last: 27 },
      { _id: 'k1', n: 9, first: 4, last: 28 },
      { _id: 'k2', n: 9, first: 5, last: 29 },
    ]);
  });

  it('looks up, plainly and by pipeline', async () => {
    const plain = await messages()
      .aggregate([
        { $match: { seq: 1 } },
        { $lookup: { from: 'users', localField: 'user', foreignField: '_id', as: 'who' } },
        { $unwind: '$who' },
      ])
      .toArray();
    expect(plain[0]?.['who']).to.include({ name: 'B' });
    const pipeline = [{ $match: { $expr: { $eq: ['$_id', '$$id'] } } }];
    const piped = await messages()
      .aggregate([
        { $match: { seq: 0 } },
        { $lookup: { from: 'users', let: { id: '$user' }, pipeline, as: 'who' } },
      ])
      .toArray();
    expect(piped[0]?.['who']).to.have.length(1);
  });

  it('facets, dates and windows', async () => {
    const [facet] = await messages()
      .aggregate([{ $facet: { total: [{ $count: 'n' }], top: [{ $sort: { seq: -1 } }, { $limit: 2 }] } }])
      .toArray();
    expect((facet?.['total'] as unknown[])[0]).to.deep.equal({ n: 30 });
    const day = { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Asia/Seoul' } };
    expect(
      await messages()
        .aggregate([{ $group: { _id: day, n: { $sum: 1 } } }])
        .toArray(),
    ).to.deep.equal([{ _id: '2026-03-02', n: 30 }]);
    const output = { running: { $sum: '$likes', window: { documents: ['unbounded', 'current'] } } };
    const windowed = await messages()
      .aggregate([{ $setWindowFields: { sortBy: { seq: 1 }, output } }])
      .toArray();
    expect(windowed.at(-1)?.['running']).to.equal(85);
  });

  it('merges into and replaces another collection', async () => {
    const group = { $group: { _id: '$room', n: { $sum: 1 } } };
    await messages()
      .aggregate([group, { $merge: { into: 'stats' } }])
      .toArray();
    await messages()
      .aggregate([{ $match: { room: 'k0' } }, group, { $out: 'only' }])
      .toArray();
    expect(await mongo().collection('stats').countDocuments()).to.equal(3);
    expect(await mongo().collection('only').find().toArray()).to.deep.equal([{ _id: 'k0', n: 10 }]);
  });
});
