import { expect } from 'chai';
import { beginOf } from './resume.rules.js';

const progress = (positionMs: number) => ({ positionMs, watchedPercent: 0, watched: [] });
const trim = { startMs: 5_000, endMs: 605_000 };

describe('beginOf', () => {
  it('goes on where it was left', () => {
    expect(beginOf({ trim, progress: progress(120_000) }, undefined)).to.deep.equal({
      positionMs: 120_000,
      isResumed: true,
    });
  });

  it('begins anew for who never came, has hardly begun, or had seen the end', () => {
    for (const left of [null, progress(9_000), progress(600_000), progress(0)]) {
      expect(beginOf({ trim, progress: left }, undefined)).to.deep.equal({
        positionMs: 5_000,
        isResumed: false,
      });
    }
  });

  it('begins where a link says, counted from the trimmed start', () => {
    expect(beginOf({ trim, progress: progress(120_000) }, '60').positionMs).to.equal(65_000);
    expect(beginOf({ trim, progress: null }, '99999').positionMs).to.equal(5_000);
    expect(beginOf({ trim, progress: null }, 'x').positionMs).to.equal(5_000);
  });
});
