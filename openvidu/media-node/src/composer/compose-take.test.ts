import { filmFacts, filmSound, lipSync, readFilm } from '@seodang/testing/clock/film';
import { expect } from 'chai';
import { stat } from 'node:fs/promises';
import { composeTake } from './compose-take.js';
import { EPOCH_MS, FakeTake } from './test/fake-take.js';

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

describe('a film of a take', () => {
  let take: FakeTake;

  beforeEach(async () => {
    take = await FakeTake.create();
  });

  afterEach(() => take.remove());

  it('of one camera shows each moment when it was, and sounds with it', async () => {
    await take.stream([
      {
        fromMs: 200,
        lengthMs: 6000,
        sizes: [
          [320, 180],
          [160, 90],
          [640, 360],
        ],
      },
    ]);
    const shares: number[] = [];
    const options = { ...quiet, onProgress: (share: number) => void shares.push(share) };
    const film = await composeTake(take.take(6500), take.folder, take.path('lesson.mp4'), options);

    expect(film).to.include({ hasAudio: true, hasVideo: true });
    expect(film.startedAt - EPOCH_MS).to.be.within(190, 240);
    expect(film.durationS).to.be.closeTo(6, 0.1);
    const facts = await filmFacts(take.path('lesson.mp4'));
    expect(facts).to.include({ width: 640, height: 360, frameRate: 25 });
    expect(facts.durationS).to.be.closeTo(6, 0.1);
    const readings = await readFilm(take.path('lesson.mp4'), null);
    expect(readings.length).to.be.greaterThan(145);
    const late = readings.map(({ atMs, ms }) => atMs + film.startedAt - EPOCH_MS - ms);
    expect(Math.max(...late.map(Math.abs))).to.be.lessThan(60);
    const sync = lipSync(readings, await filmSound(take.path('lesson.mp4')), 0);
    expect(sync.offsetsMs.length).to.be.at.least(5);
    expect(sync.worstMs).to.be.lessThan(40);
    expect(shares).to.deep.equal([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).to.equal(1);
    expect((await stat(take.path('ses_a~1.jpg'))).size).to.be.greaterThan(1000);
  });
});
