import { expect } from 'chai';
import fc from 'fast-check';
import { lastUpTo, walk } from './spans.rules.js';

const time = fc.integer({ min: 0, max: 50 });

describe('spans', () => {
  it('are met one after another as by looking at all of them', () => {
    const spans = fc.array(fc.tuple(time, time), { maxLength: 12 });
    fc.assert(
      fc.property(spans, fc.array(time), (pairs, times) => {
        const all = pairs.map(([a, b], id) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b), id }));
        const first = all.toSorted((a, b) => a.fromMs - b.fromMs);
        const at = walk(all);
        for (const ms of times.toSorted((a, b) => a - b))
          expect(at(ms)).to.deep.equal(first.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs));
      }),
    );
  });

  it('and times are found by halves as by looking at all of them', () => {
    fc.assert(
      fc.property(fc.array(time), time, (times, ms) => {
        const sorted = times.toSorted((a, b) => a - b);
        expect(lastUpTo(sorted, ms, (one) => one)).to.equal(sorted.findLast((one) => one <= ms));
      }),
    );
  });
});
