import { expect } from 'chai';
import { lengthOf, missedOf, nextWithin } from './missed.rules.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 11, minute)).toISOString();
const minutes = (n: number) => n * 60_000;
/** A recording of the hour from 11:00. */
const replay = { startedAt: at(0), trim: { startMs: 0, endMs: minutes(60) } };
const there = (from: number, to: number | null) => ({
  joinedAt: at(from),
  leftAt: to === null ? null : at(to),
});

describe('missedOf', () => {
  it('is everything for who never came, and nothing for who was always there', () => {
    expect(missedOf([], replay)).to.deep.equal([{ fromMs: 0, toMs: minutes(60) }]);
    expect(missedOf([there(-5, null)], replay)).to.deep.equal([]);
  });

  it('is what lies before, between and after the stretches of presence, whatever their order', () => {
    expect(missedOf([there(30, 50), there(10, 20)], replay)).to.deep.equal([
      { fromMs: 0, toMs: minutes(10) },
      { fromMs: minutes(20), toMs: minutes(30) },
      { fromMs: minutes(50), toMs: minutes(60) },
    ]);
  });

  it('counts devices that overlap once, and leaves short absences out', () => {
    const short = { joinedAt: at(0), leftAt: new Date(Date.parse(at(40)) - 10_000).toISOString() };
    expect(missedOf([short, there(5, 30), there(40, null)], replay)).to.deep.equal([]);
  });

  it('keeps to the part that can be watched', () => {
    const trimmed = { ...replay, trim: { startMs: minutes(5), endMs: minutes(45) } };
    expect(missedOf([there(10, 20)], trimmed)).to.deep.equal([
      { fromMs: minutes(5), toMs: minutes(10) },
      { fromMs: minutes(20), toMs: minutes(45) },
    ]);
  });
});

describe('nextWithin', () => {
  const parts = [
    { fromMs: 0, toMs: 10 },
    { fromMs: 20, toMs: 30 },
  ];

  it('stays inside a part, jumps to the next, and ends behind the last', () => {
    expect(nextWithin(parts, 5)).to.equal(null);
    expect(nextWithin(parts, 10)).to.equal(20);
    expect(nextWithin(parts, 30)).to.equal('end');
    expect(lengthOf(parts)).to.equal(20);
  });
});
