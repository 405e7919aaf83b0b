import { expect } from 'chai';
import { clockMs, clockText } from '../../replay/index.js';
import { readRows, rowsOf, type ChapterRow } from './chapter-rows.rules.js';
import { daysUntil, isStirring, sizeOf, standingOf } from './recording.rules.js';
import { cutOf, outlineOf, trimOf, withEnd } from './trim.rules.js';

describe('standingOf', () => {
  const ready = { state: 'ready', visibility: 'enrolled', deletedAt: null } as const;

  it('tells what can be seen by whom before how it was made', () => {
    expect(standingOf(ready)).to.equal('published');
    expect(standingOf({ ...ready, visibility: 'hidden' })).to.equal('hidden');
    expect(standingOf({ ...ready, state: 'failed' })).to.equal('failed');
    expect(standingOf({ ...ready, deletedAt: '2026-11-21T00:00:00.000Z' })).to.equal('deleted');
  });

  it('looks again only while something happens', () => {
    expect(isStirring({ state: 'processing', deletedAt: null })).to.equal(true);
    expect(isStirring({ state: 'processing', deletedAt: '2026-11-21T00:00:00.000Z' })).to.equal(false);
    expect(isStirring({ state: 'ready', deletedAt: null })).to.equal(false);
  });
});

describe('sizes and days', () => {
  it('are told in units that read well', () => {
    expect(sizeOf(1_234)).to.deep.equal({ n: 2, unit: 'KB' });
    expect(sizeOf(345_678_901)).to.deep.equal({ n: 346, unit: 'MB' });
    expect(sizeOf(1_560_000_000)).to.deep.equal({ n: 1.6, unit: 'GB' });
  });

  it('count seven days as seven, and the last one to its end', () => {
    const until = (instant: string) => daysUntil(instant, Date.parse('2026-11-21T00:00:00.000Z'));
    expect(until('2026-11-28T00:00:20.000Z')).to.equal(7);
    expect(until('2026-11-27T23:59:40.000Z')).to.equal(7);
    expect(until('2026-11-21T00:00:01.000Z')).to.equal(1);
    expect(until('2026-11-20T23:59:59.000Z')).to.equal(0);
  });
});

describe('a trim', () => {
  it('names only the ends that cut something off', () => {
    expect(cutOf({ startMs: null, endMs: null }, 60_000)).to.deep.equal({ startMs: 0, endMs: 60_000 });
    expect(trimOf({ startMs: 0, endMs: 60_000 }, 60_000)).to.deep.equal({ startMs: null, endMs: null });
    expect(trimOf({ startMs: 5_000, endMs: 50_000 }, 60_000)).to.deep.equal({
      startMs: 5_000,
      endMs: 50_000,
    });
  });

  it('keeps its ends in order and inside the recording', () => {
    const cut = { startMs: 10_000, endMs: 50_000 };
    expect(withEnd(cut, 'startMs', 70_000, 60_000).startMs).to.equal(49_000);
    expect(withEnd(cut, 'startMs', -5, 60_000).startMs).to.equal(0);
    expect(withEnd(cut, 'endMs', 2_000, 60_000).endMs).to.equal(11_000);
    expect(withEnd(cut, 'endMs', 99_000, 60_000).endMs).to.equal(60_000);
  });

  it('draws the outline of the sound', () => {
    expect(outlineOf([0, 100], 2)).to.equal('M0,50L1,0L1,100L0,50Z');
    expect(outlineOf([], 10)).to.equal('');
  });
});

describe('readRows', () => {
  const row = (key: number, time: string, title: string): ChapterRow => ({ key, time, title });
  const read = (...rows: ChapterRow[]) => readRows(rows, { durationMs: 600_000, readMs: clockMs });

  it('gives chapters in order', () => {
    expect(read(row(1, '5:00', '나중'), row(2, '0:00', ' 처음 ')).chapters).to.deep.equal([
      { atMs: 0, title: '처음' },
      { atMs: 300_000, title: '나중' },
    ]);
  });

  it('says what is wrong with which', () => {
    const { troubles } = read(
      row(1, 'abc', 'x'),
      row(2, '10:00', 'x'),
      row(3, '1:00', ''),
      row(4, '2:00', 'a'),
      row(5, '2:00', 'b'),
    );
    expect([...troubles]).to.deep.equal([
      [1, 'time'],
      [2, 'beyond'],
      [3, 'title'],
      [5, 'twice'],
    ]);
  });

  it('begins with what there is, as it is shown', () => {
    const rows = rowsOf(
      [
        { atMs: 60_000, title: '', source: 'share' },
        { atMs: 0, title: '처음', source: 'written' },
      ],
      { timeOf: clockText, titleOf: ({ title }) => title || '화면 공유' },
    );
    expect(rows.map(({ time, title }) => [time, title])).to.deep.equal([
      ['0:00', '처음'],
      ['1:00', '화면 공유'],
    ]);
  });

  it('leaves a chapter where it is, to the millisecond, as long as its time is not written anew', () => {
    const words = { timeOf: clockText, titleOf: ({ title }: { title: string }) => title };
    const [one, other] = rowsOf(
      [61_400, 123_900].map((atMs) => ({ atMs, title: 'x', source: 'mark' as const })),
      words,
    );
    if (!one || !other) throw new Error('there are two');
    const { chapters } = read(one, { ...other, time: '2:04' });
    expect(chapters.map(({ atMs }) => atMs)).to.deep.equal([61_400, 124_000]);
  });
});
