import { expect } from 'chai';
import fc from 'fast-check';
import { countOf, filtersFrom, isFiltered, queryOf, withoutFilters } from './filters.rules.js';

describe('the filters of the catalogue', () => {
  it('are what the address says', () => {
    expect(
      filtersFrom({
        category: 'music',
        language: 'ko',
        level: 'beginner',
        seats: 'open',
        q: ' 판소리 ',
        sort: 'newest',
      }),
    ).to.deep.equal({
      category: 'music',
      language: 'ko',
      level: 'beginner',
      seats: 'open',
      q: '판소리',
      sort: 'newest',
    });
  });

  it('are none where the address holds something else', () => {
    const odd = { category: '../x', language: 'fr', level: ['any'], seats: '1', q: null, sort: 'price' };
    expect(queryOf(filtersFrom(odd))).to.deep.equal({});
    expect(isFiltered(filtersFrom(odd))).to.equal(false);
  });

  it('leave out of the address what goes without saying', () => {
    expect(queryOf(filtersFrom({}))).to.deep.equal({});
    expect(queryOf(filtersFrom({ q: '서예', sort: 'newest' }))).to.deep.equal({ q: '서예', sort: 'newest' });
  });

  it('come back from the address as they were', () => {
    const some = fc.record(
      {
        category: fc.constantFrom('music', 'tea'),
        language: fc.constantFrom('ko', 'en'),
        level: fc.constantFrom('any', 'advanced'),
        seats: fc.constant('open'),
        q: fc.constantFrom('', '서예', 'tea & talk'),
        sort: fc.constantFrom('soonest', 'newest'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(some, (query) => {
        const filters = filtersFrom(query);
        expect(filtersFrom(queryOf(filters))).to.deep.equal(filters);
      }),
    );
  });

  it('are counted without category and search, and taken back with them', () => {
    const filters = filtersFrom({
      category: 'music',
      q: '소리',
      level: 'any',
      seats: 'open',
      sort: 'newest',
    });
    expect(countOf(filters)).to.equal(2);
    expect(withoutFilters(filters)).to.deep.equal(filtersFrom({ sort: 'newest' }));
  });
});
