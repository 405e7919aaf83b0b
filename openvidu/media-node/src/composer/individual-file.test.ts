import { filmFacts, filmSound, lipSync, readFilm } from '@seodang/testing/clock/film';
import { expect } from 'chai';
import { individualFile } from './individual-file.js';
import { EPOCH_MS, FakeTake } from './test/fake-take.js';

describe("a stream's own file", () => {
  const { signal } = new AbortController();
  let take: FakeTake;

  beforeEach(async () => {
    take = await FakeTake.create();
  });

  afterEach(() => take.remove());

  it('holds picture and sound in step, and says when they began', async () => {
    await take.stream([{ fromMs: 400, lengthMs: 5000 }]);
    const [segment] = take.take(6000).streams[0]?.segments ?? [];
    if (segment === undefined) throw new Error('No segment');
    const out = take.path('str.webm');
    const file = await individualFile(segment, take.folder, out, signal);

    expect(file).to.include({ hasAudio: true, hasVideo: true });
    expect((file?.startedAt ?? 0) - EPOCH_MS).to.be.within(395, 425);
    expect((file?.endedAt ?? 0) - EPOCH_MS).to.be.within(5350, 5450);
    expect((await filmFacts(out)).durationS).to.be.closeTo(5, 0.1);
    const sync = lipSync(await readFilm(out, null), await filmSound(out), 0);
    expect(sync.offsetsMs.length).to.be.at.least(4);
    expect(sync.worstMs).to.be.lessThan(40);
  });

  it('is none when nothing came', async () => {
    const segment = { audio: 'no.mjr', video: null, startedAt: EPOCH_MS, endedAt: EPOCH_MS + 1000 };
    expect(await individualFile(segment, take.folder, take.path('str.webm'), signal)).to.equal(null);
  });
});
