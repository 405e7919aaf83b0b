import { MOST_RANGES } from '@seodang/contracts/replay';
import { expect } from 'chai';
import { emptyLog, withPause, withPlace, withUntold, type WatchLog } from './watch-log.rules.js';

const play = (...places: number[]) => places.reduce<WatchLog>(withPlace, emptyLog);

describe('the log of what was watched', () => {
  it('joins the steps of one that plays', () => {
    expect(play(0, 500, 1000, 1500).ranges).to.deep.equal([{ fromMs: 0, toMs: 1500 }]);
  });

  it('does not count what was jumped over, forward or back', () => {
    expect(play(0, 1000, 60_000, 61_000, 30_000, 31_000).ranges).to.deep.equal([
      { fromMs: 0, toMs: 1000 },
      { fromMs: 60_000, toMs: 61_000 },
      { fromMs: 30_000, toMs: 31_000 },
    ]);
  });

  it('does not count the time of a pause', () => {
    const log = withPlace(withPlace(withPause(play(0, 1000)), 2000), 3000);
    expect(log.ranges).to.deep.equal([
      { fromMs: 0, toMs: 1000 },
      { fromMs: 2000, toMs: 3000 },
    ]);
  });

  it('keeps what could not be told, and never more than a report may hold', () => {
    const untold = [{ fromMs: 5, toMs: 6 }];
    expect(withUntold(play(0, 1000), untold).ranges).to.deep.equal([...untold, { fromMs: 0, toMs: 1000 }]);
    const many = Array.from({ length: 80 }, (_, at) => ({ fromMs: at * 10, toMs: at * 10 + 1 }));
    expect(withUntold(emptyLog, many).ranges).to.have.length(MOST_RANGES);
  });
});
