import { expect } from 'chai';
import { find } from './mingo.js';
import { QUERY_OPTIONS } from './matcher.js';
import { plainProjection } from './plain-projection.js';

describe('plain projections', () => {
  const document = { _id: 7, b: [1, { c: 2 }], a: { x: 1 }, text: 'x', none: null };

  const plain = [
    { text: 1 },
    { text: true, _id: 0 },
    { a: 1, b: 1, missing: 1 },
    { text: 0 },
    { text: false, none: 0, _id: 0 },
    { _id: 1 },
    { _id: 0 },
  ];
  for (const projection of plain) {
    it(`show the same as mingo: ${JSON.stringify(projection)}`, () => {
      const shown = plainProjection(projection)?.(document);
      expect(shown).to.deep.equal(find([document], {}, projection, QUERY_OPTIONS).all()[0]);
    });
  }

  it('keep the order of the document', () => {
    expect(Object.keys(plainProjection({ text: 1, a: 1 })?.(document) ?? {})).to.deep.equal([
      '_id',
      'a',
      'text',
    ]);
  });

  const others = [
    { 'a.x': 1 },
    { b: { $slice: 1 } },
    { text: 1, a: 0 },
    { text: '$a' },
    { b: 2 },
    { b: 0, _id: 1 },
  ];
  for (const projection of others) {
    it(`leave to mingo: ${JSON.stringify(projection)}`, () => {
      expect(plainProjection(projection)).to.equal(null);
    });
  }
});
