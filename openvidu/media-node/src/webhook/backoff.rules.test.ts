import { expect } from 'chai';
import { backoffMs } from './backoff.rules.js';

describe('backoffMs', () => {
  it('doubles its limit each time, up to half a minute', () => {
    expect([1, 2, 3, 7, 1000].map((failures) => backoffMs(failures, 1))).to.deep.equal([
      1000, 2000, 4000, 30_000, 30_000,
    ]);
  });

  it('takes anything below the limit', () => {
    expect(backoffMs(3, 0)).to.equal(0);
    expect(backoffMs(3, 0.25)).to.equal(1000);
  });
});
