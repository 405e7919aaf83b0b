import { expect } from 'chai';
import { codeOf, isGenuine, useMongo } from './connection.js';

describe('what is not served', () => {
  const mongo = useMongo();

  it('is refused with the code of a standalone MongoDB: change streams', async () => {
    const stream = mongo().collection('c').watch();
    expect(await codeOf(stream.next())).to.equal(40573);
    await stream.close();
  });

  it('is refused: unknown commands, stages and operators', async () => {
    const db = mongo().db;
    expect(await codeOf(db?.command({ flyToTheMoon: 1 }) ?? Promise.resolve())).to.equal(59);
    const things = mongo().collection('things');
    await things.insertOne({ a: 1 });
    expect(await codeOf(things.aggregate([{ $flyToTheMoon: {} }]).toArray())).to.be.a('number');
    expect(await codeOf(things.find({ a: { $fly: 1 } }).toArray())).to.equal(2);
  });

  it('is refused rather than ignored: collations', async function () {
    if (isGenuine) this.skip();
    const people = mongo().collection('people');
    expect(
      await codeOf(people.find({ name: 'a' }, { collation: { locale: 'en', strength: 2 } }).toArray()),
    ).to.equal(238);
  });

  it('never runs a script', async function () {
    if (isGenuine) this.skip();
    const things = mongo().collection('things');
    await things.insertOne({ a: 1 });
    expect(await codeOf(things.find({ $where: 'true' }).toArray())).to.be.a('number');
    const script = { $function: { body: 'return 1', args: [], lang: 'js' } };
    expect(await codeOf(things.aggregate([{ $project: { x: script } }]).toArray())).to.be.a('number');
    const windows = { $setWindowFields: { sortBy: { a: 1 }, output: { x: { $sum: script } } } };
    expect(await codeOf(things.aggregate([windows]).toArray())).to.be.a('number');
  });
});
