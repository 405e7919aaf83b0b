import type { Chapter } from '@seodang/contracts/replay';
import { expect } from 'chai';
import { chapterAt, spansOf } from './chapters.rules.js';

const chapter = (atMs: number, title = `at ${atMs}`): Chapter => ({ atMs, title, source: 'written' });
const whole = { startMs: 0, endMs: 100 };

describe('spansOf', () => {
  it('puts chapters in order, each up to the next', () => {
    expect(spansOf([chapter(50), chapter(0)], whole).map(({ atMs, endMs }) => [atMs, endMs])).to.deep.equal([
      [0, 50],
      [50, 100],
    ]);
  });

  it('has a beginning for what comes before the first, also where it was trimmed', () => {
    const told = (bounds: { startMs: number; endMs: number }) =>
      spansOf([chapter(30)], bounds).map(({ atMs, title, source }) => [atMs, title, source]);
    expect(told(whole)).to.deep.equal([
      [0, '', 'begin'],
      [30, 'at 30', 'written'],
    ]);
    expect(told({ startMs: 10, endMs: 100 })[0]).to.deep.equal([10, '', 'begin']);
  });

  it('begins with the one that was going on where the replay was trimmed, and leaves out what was cut off', () => {
    const spans = spansOf([chapter(0), chapter(10), chapter(60), chapter(95)], { startMs: 20, endMs: 90 });
    expect(spans.map(({ atMs, endMs, title }) => [atMs, endMs, title])).to.deep.equal([
      [20, 60, 'at 10'],
      [60, 90, 'at 60'],
    ]);
  });

  it('has none where nobody made any', () => {
    expect(spansOf([], whole)).to.deep.equal([]);
  });
});

describe('chapterAt', () => {
  it('is the last that has begun', () => {
    const spans = spansOf([chapter(0), chapter(50)], whole);
    expect([0, 49, 50, 100].map((atMs) => chapterAt(spans, atMs))).to.deep.equal([0, 0, 1, 1]);
    expect(chapterAt([], 5)).to.equal(-1);
  });
});
