import { expect } from 'chai';
import { closingLine, judge, readCounts, readFailures, sumCounts } from './counts.rules.js';

describe('counts', () => {
  it('adds up the runs of a file', () => {
    expect(readCounts('3 passed, 1 failed, 2 skipped\n4 passed, 0 failed, 0 skipped\n')).to.deep.equal({
      passed: 7,
      failed: 1,
      skipped: 2,
    });
  });

  it('tells no counts from counts of nothing', () => {
    expect(readCounts('')).to.equal(null);
    expect(readCounts('0 passed, 0 failed, 0 skipped')).to.deep.equal({ passed: 0, failed: 0, skipped: 0 });
  });

  it('takes a run that died for a failure', () => {
    expect(judge('', 137)).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
    expect(judge('', 0)).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
    expect(judge('5 passed, 0 failed, 0 skipped\n', 1)).to.deep.equal({ passed: 5, failed: 1, skipped: 0 });
  });

  it('does not count a failing run twice', () => {
    expect(judge('5 passed, 2 failed, 0 skipped\n', 2)).to.deep.equal({ passed: 5, failed: 2, skipped: 0 });
  });

  it('names what failed', () => {
    expect(readFailures('5 passed, 1 failed, 0 skipped\n✘ seats are never oversold: 31\n')).to.deep.equal([
      '✘ seats are never oversold: 31',
    ]);
  });

  it('closes with the line that is read by machines', () => {
    const sum = sumCounts([
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 0, skipped: 3 },
    ]);
    expect(closingLine(sum)).to.equal('3 passed, 0 failed, 3 skipped');
  });
});
