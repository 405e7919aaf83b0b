import { filmSound, lipSync, readFilm } from '@seodang/testing/clock/film';
import { expect } from 'chai';
import { composeTake } from './compose-take.js';
import { FakeTake } from './test/fake-take.js';

/** `LESSON_MIN=60` for a whole hour: takes some minutes. */
const LENGTH_MS = Number(process.env.LESSON_MIN ?? 2) * 60_000;
/** A worse card than there is, so that a short lesson drifts by more than may be: 108 ms in two minutes. */
const SKEW_PPM = 900;

describe('a long film', () => {
  let fake: FakeTake;

  beforeEach(async () => {
    fake = await FakeTake.create();
  });

  afterEach(() => fake.remove());

  it('is in step from its beginning to its end, though the sound card runs fast and the network is uneven', async () => {
    const crowded = (index: number) => index > 3000 && index < 3500;
    const delayMs = (index: number) => 5 + ((index * 7919) % 37) + (crowded(index) ? 150 : 0);
    const film = fake.path('lesson.mp4');
    await fake.stream([
      {
        ...{ fromMs: 0, lengthMs: LENGTH_MS, sizes: [[160, 90]], fps: 8, skewPpm: SKEW_PPM, delayMs },
        // By arrivals alone pictures would be as late as they take to be coded.
        ...{ codingMs: 30, reportsEveryMs: 120_000 },
      },
    ]);
    await composeTake(fake.take(LENGTH_MS, {}, { resolution: '160x100' }), fake.folder, film, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });

    const readings = await readFilm(film, { x: 0, y: 5, width: 160, height: 90 });
    const sync = lipSync(readings, await filmSound(film), 0);
    expect(sync.offsetsMs.length).to.be.greaterThan((LENGTH_MS / 1000) * 0.9);
    expect(sync.worstMs, JSON.stringify({ ...sync, offsetsMs: undefined })).to.be.lessThan(60);
    const last = sync.offsetsMs.slice(-20).reduce((sum, offset) => sum + offset, 0) / 20;
    const first = sync.offsetsMs.slice(0, 20).reduce((sum, offset) => sum + offset, 0) / 20;
    expect(Math.abs(last - first)).to.be.lessThan(15);
  }).timeout(20 * 60_000);
});
