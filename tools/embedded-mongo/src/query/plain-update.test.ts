import { Long, type Document } from 'bson';
import { expect } from 'chai';
import fc from 'fast-check';
import { updateOne } from './mingo.js';
import { applyPlainly } from './plain-update.js';

describe('applyPlainly', () => {
  it('does what mingo does', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
    );
    const field = fc.constantFrom('a', 'b', 'c', 'd');
    const document = fc.dictionary(field, value);
    const operators = fc.record(
      {
        $set: fc.dictionary(fc.constantFrom('a', 'e'), value, { minKeys: 1 }),
        $max: fc.dictionary(
          fc.constantFrom('b', 'f'),
          fc.oneof(fc.integer(), fc.date({ noInvalidDate: true })),
          { minKeys: 1 },
        ),
        $min: fc.dictionary(fc.constantFrom('c', 'g'), fc.integer(), { minKeys: 1 }),
        $inc: fc.dictionary(fc.constantFrom('d', 'h'), fc.integer(), { minKeys: 1 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(document, operators, (before, update) => {
        const plain = applyPlainly(before, update);
        if (plain === null) return;
        const documents: Document[] = [structuredClone(before)];
        updateOne(documents, {}, update as never);
        expect(plain).to.deep.equal(documents[0]);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves the document alone that it is given', () => {
    const before = Object.freeze({ a: 1 });
    expect(applyPlainly(before, { $inc: { a: 1 }, $set: { b: 2 } })).to.deep.equal({ a: 2, b: 2 });
    expect(applyPlainly({ b: [] }, { $pull: { a: 1, b: 1 } })).to.deep.equal({ b: [] });
  });

  it('leaves to mingo what takes more', () => {
    const cases: [Document, Record<string, Document>][] = [
      [{}, { $push: { a: 1 } }],
      [{ a: [1] }, { $pull: { a: 1 } }],
      [{ a: 1 }, { $pull: { a: 1 } }],
      [{}, { $set: { 'a.b': 1 } }],
      [{}, { $set: { a: 1 }, $inc: { a: 1 } }],
      [{ a: 'x' }, { $max: { a: 'y' } }],
      [{ a: 1 }, { $max: { a: 'y' } }],
      [{ a: null }, { $inc: { a: 1 } }],
      [{ a: Long.fromNumber(1) }, { $inc: { a: 1 } }],
    ];
    for (const [document, operators] of cases) expect(applyPlainly(document, operators)).to.equal(null);
  });
});
