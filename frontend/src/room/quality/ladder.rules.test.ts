import { expect } from 'chai';
import fc from 'fast-check';
import { climb, ladderFrom, limitOf, NO_PICTURE, RUNGS, type Ladder } from './ladder.rules.js';
import type { Link } from './quality.rules.js';

const LOOK_MS = 2_000;
const fine: Link = {
  rttMs: 40,
  lossUp: 0,
  lossDown: 0,
  upKbps: 600,
  downKbps: 900,
  mayKbps: 3_000,
  limitedBy: null,
};
const lossy: Link = { ...fine, lossUp: 0.2 };

/** Looks at the same link for so long; gives the ladder and the time after it. */
function pass(from: { ladder: Ladder; nowMs: number }, link: Link, sec: number) {
  let { ladder, nowMs } = from;
  for (const end = nowMs + sec * 1000; nowMs < end; nowMs += LOOK_MS) ladder = climb(ladder, link, nowMs);
  return { ladder, nowMs };
}
const start = (top = 0) => ({ ladder: ladderFrom(top), nowMs: 0 });

describe('the ladder of pictures', () => {
  it('goes down step by step while packets are lost, to no picture at last', () => {
    const rungs = [6, 12, 18, 60].map((sec) => pass(start(), lossy, sec).ladder.rung);
    expect(rungs).to.deep.equal([1, 2, NO_PICTURE, NO_PICTURE]);
  });

  it('does not mind one bad look', () => {
    const shaken = pass(pass(start(), lossy, 2), fine, 2);
    expect(pass(shaken, lossy, 4).ladder.rung).to.equal(0);
  });

  it('goes up slowly, one step at a time', () => {
    const down = pass(start(), lossy, 60);
    expect(pass(down, fine, 20).ladder.rung).to.equal(NO_PICTURE);
    expect(pass(down, fine, 24).ladder.rung).to.equal(NO_PICTURE - 1);
    expect(pass(down, fine, 90).ladder.rung).to.equal(0);
  });

  it('waits longer after a step up that failed', () => {
    const down = pass(start(), lossy, 6);
    const up = pass(down, fine, 24);
    expect(up.ladder.rung).to.equal(0);
    const again = pass(up, lossy, 6);
    expect(again.ladder).to.include({ rung: 1, patienceMs: 40_000 });
    expect(pass(again, fine, 30).ladder.rung).to.equal(1);
    expect(pass(again, fine, 44).ladder.rung).to.equal(0);
  });

  it('stays where there is no room for more', () => {
    const down = pass(start(), lossy, 6);
    expect(pass(down, { ...fine, mayKbps: 400 }, 120).ladder.rung).to.equal(1);
  });

  it('leaves a picture to a slow machine', () => {
    expect(pass(start(), { ...fine, limitedBy: 'cpu' }, 120).ladder.rung).to.equal(RUNGS.length - 1);
  });

  it('holds nothing back at the top, which is lower for a small camera', () => {
    expect(limitOf(ladderFrom(1))).to.equal(null);
    const down = pass(start(1), lossy, 6).ladder;
    expect(limitOf(down)).to.deep.equal({ maxHeight: 180, maxKbps: 200 });
    expect(pass({ ladder: down, nowMs: 6_000 }, fine, 300).ladder.rung).to.equal(1);
  });

  it('never leaves its rungs, and never takes two at once', () => {
    const link = fc.record({
      rttMs: fc.option(fc.nat(2_000)),
      lossUp: fc.double({ min: 0, max: 1, noNaN: true }),
      lossDown: fc.constant(0),
      upKbps: fc.nat(3_000),
      downKbps: fc.constant(0),
      mayKbps: fc.option(fc.nat(3_000)),
      limitedBy: fc.constantFrom('bandwidth' as const, 'cpu' as const, null),
    });
    fc.assert(
      fc.property(fc.constantFrom(0, 1), fc.array(link, { maxLength: 200 }), (top, links) => {
        let ladder = ladderFrom(top);
        links.forEach((each, nth) => {
          const next = climb(ladder, each, nth * LOOK_MS);
          expect(Math.abs(next.rung - ladder.rung)).to.be.at.most(1);
          expect(next.rung).to.be.within(top, NO_PICTURE);
          ladder = next;
        });
      }),
    );
  });
});
