import { expect } from 'chai';
import { stat } from 'node:fs/promises';
import type { TakeProperties } from '../../recorder/take.js';
import { FakeTake } from '../test/fake-take.js';
import { gatherMaterial } from './material.js';

const LENGTH_MS = 60_000;
/** What Opus makes of a second, and twice that for what surrounds it. */
const BYTES_A_SECOND = 16_000;

describe('the material of a take', () => {
  let fake: FakeTake;

  beforeEach(async () => {
    fake = await FakeTake.create();
  });

  afterEach(() => fake.remove());

  const gather = (properties: Partial<TakeProperties> = {}, signal = new AbortController().signal) =>
    gatherMaterial({
      take: fake.take(LENGTH_MS, {}, properties),
      ...{ from: fake.folder, to: fake.folder, signal, onProgress: () => undefined },
    });

  it('lies in the time in which it was recorded, whatever a sender’s clock says', async () => {
    // Nearly half of the clock's round at a time: the longest way ahead that a counter can be led.
    const leaps = (every: number) => (index: number) => Math.floor(index / every) * (2 ** 31 - 10_000);
    const sent = { fromMs: 0, lengthMs: LENGTH_MS };
    await fake.stream([{ ...sent, media: 'audio', leap: leaps(20) }]);
    await fake.stream([{ ...sent, media: 'video', leap: leaps(2), fps: 5, keyEveryMs: 400 }]);
    const { streams, lanes } = await gather();
    for (const { fromMs, toMs } of streams.flatMap(({ sounds, pictures }) => [...sounds, ...pictures])) {
      expect(fromMs).to.be.within(0, toMs);
      expect(toMs).to.be.at.most(LENGTH_MS + 11_000);
    }
    for (const { keysMs } of streams)
      expect(Math.max(0, ...keysMs), 'the last picture').to.be.at.most(LENGTH_MS + 10_000);
    for (const lane of lanes)
      expect((await stat(fake.path(lane))).size, lane).to.be.below((LENGTH_MS / 1000) * BYTES_A_SECOND);
  });

  it('keeps the sound before and after a leap', async () => {
    const leap = (index: number) => (index < LENGTH_MS / 40 ? 0 : 2 ** 30);
    await fake.stream([{ fromMs: 0, lengthMs: LENGTH_MS, media: 'audio', leap }]);
    const { streams } = await gather();
    expect(
      streams[0]?.sounds.map(({ fromMs, toMs }) => [fromMs < 200, toMs > LENGTH_MS * 0.9]),
    ).to.deep.equal([[true, true]]);
  });

  it('is let go of in the middle of a file', async () => {
    await fake.stream([{ fromMs: 0, lengthMs: 1000, media: 'video' }]);
    const stop = new AbortController();
    const reason = new Error('The recording was deleted');
    const gathering = gather({}, stop.signal);
    stop.abort(reason);
    expect(await gathering.catch((error: unknown) => error)).to.equal(reason);
  });
});
