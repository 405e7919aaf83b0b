import { Long } from 'bson';
import { expect } from 'chai';
import fc from 'fast-check';
import { Query } from './mingo.js';
import { plainTest } from './plain-filter.js';

describe('plainTest', () => {
  it('finds what mingo finds', () => {
    const plain = fc.oneof(fc.constantFrom('', 'a', 'b'), fc.constantFrom(0, -1, 1.5));
    const value = fc.oneof(plain, fc.constant(null), fc.boolean(), fc.array(plain), fc.record({ a: plain }));
    const field = fc.constantFrom('a', 'b');
    const bound = fc.constantFrom(0, -1, 1);
    const names = fc.constantFrom('$lt', '$lte', '$gt', '$gte');
    const side = fc.tuple(names, bound).map(([name, number]) => ({ [name]: number }));
    fc.assert(
      fc.property(
        fc.dictionary(field, value),
        fc.dictionary(field, fc.oneof(plain, side)),
        (document, filter) => {
          const answer = plainTest(filter)?.(document) ?? null;
          if (answer !== null) expect(answer).to.equal(new Query(filter).test(document));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('leaves to mingo what takes more', () => {
    for (const filter of [
      { 'a.b': 1 },
      { $or: [] },
      { a: null },
      { a: { $gt: 'x' } },
      { a: { $gt: 1, $lt: 3 } },
      { a: { $ne: 1 } },
      { a: new Date() },
    ]) {
      expect(plainTest(filter)).to.equal(null);
    }
    expect(plainTest({ a: 1 })?.({ a: [1] })).to.equal(null);
    expect(plainTest({ a: 1 })?.({ a: Long.fromNumber(1) })).to.equal(null);
  });
});
