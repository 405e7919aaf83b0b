import type { ReportProgress } from '@seodang/contracts/replay';
import { expect } from 'chai';
import { drawn } from '../../../test/mount.js';
import { ProgressKeeper } from './progress-keeper.js';

function keeper() {
  const clock = { ms: 0 };
  const told: (ReportProgress & { isLeaving: boolean })[] = [];
  const server = { fails: false };
  const one = new ProgressKeeper({
    now: () => clock.ms,
    send: (report, { isLeaving }) => {
      if (server.fails) return Promise.reject(new Error('no network'));
      told.push({ ...report, isLeaving });
      return Promise.resolve();
    },
  });
  /** Plays on from a place for some seconds, a tick each half second. */
  const play = async (fromMs: number, seconds: number) => {
    for (let tick = 0; tick <= seconds * 2; tick += 1) {
      one.at(fromMs + tick * 500, { isPlaying: true });
      if (tick > 0) clock.ms += 500;
      await Promise.resolve();
    }
    await drawn();
  };
  return { one, told, server, clock, play };
}

describe('ProgressKeeper', () => {
  it('tells where one is at most every ten seconds, with what was watched', async () => {
    const { told, play } = keeper();
    await play(0, 25);
    expect(told).to.have.length(2);
    expect(told[0]?.watched).to.have.length(1);
    expect(told[1]?.watched[0]?.fromMs).to.equal(told[0]?.watched[0]?.toMs);
  });

  it('tells the rest on leaving, and nothing when nothing is new', async () => {
    const { one, told, play } = keeper();
    await play(0, 3);
    await one.tell({ isLeaving: true });
    await one.tell({ isLeaving: true });
    expect(told).to.deep.equal([{ positionMs: 3000, watched: [{ fromMs: 0, toMs: 3000 }], isLeaving: true }]);
  });

  it('keeps what could not be told for the next report', async () => {
    const { one, told, server, play } = keeper();
    server.fails = true;
    await play(0, 12);
    expect(told).to.have.length(0);
    server.fails = false;
    await one.tell();
    expect(told).to.have.length(1);
    expect(told[0]?.watched[0]?.fromMs).to.equal(0);
    expect(told[0]?.watched.at(-1)?.toMs).to.equal(12_000);
  });

  it('tells a place that was only moved to', async () => {
    const { one, told } = keeper();
    one.at(60_000, { isPlaying: false });
    await one.tell();
    expect(told).to.deep.equal([{ positionMs: 60_000, watched: [], isLeaving: false }]);
  });
});
