import { expect } from 'chai';
import { readErrorsPage, toErrorsPage } from './errors-page.js';

describe('docs/errors.md', () => {
  it('is what the catalogue of errors says now (else run `npm run errors-page -w backend`)', () => {
    // Prettier lines up the columns of the table; the words are what counts.
    expect(wordsOf(readErrorsPage())).to.deep.equal(wordsOf(toErrorsPage()));
  });
});

function wordsOf(page: string): string[] {
  return page.split(/[\s|]+/).filter((word) => !/^-*$/.test(word));
}
