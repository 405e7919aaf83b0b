import { expect } from 'chai';
import { backoffMs } from './backoff.rules.js';

describe('backoffMs', () => {
  it('doubles from a quarter of a second up to fifteen', () => {
    expect([1, 2, 3, 6, 7, 8, 50].map(backoffMs)).to.deep.equal([
      250, 500, 1000, 8000, 15_000, 15_000, 15_000,
    ]);
  });

  it('takes no failure for the first', () => {
    expect(backoffMs(0)).to.equal(250);
  });
});
