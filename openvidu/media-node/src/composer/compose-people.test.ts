import { filmFacts, filmFrames, filmSound, lipSync, readFilm } from '@seodang/testing/clock/film';
import type { Area } from '@seodang/testing/clock/clock-code';
import { expect } from 'chai';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import type { Take, TakeProperties } from '../recorder/take.js';
import { composeTake } from './compose-take.js';
import { place, type Layout } from './layout/layout.rules.js';
import { EPOCH_MS, FakeTake } from './test/fake-take.js';

const frame = { width: 640, height: 360 };
const at = (ms: number) => EPOCH_MS + ms;

describe('a film of several people', () => {
  let fake: FakeTake;
  let film: string;

  beforeEach(async () => {
    fake = await FakeTake.create();
    film = fake.path('lesson.mp4');
  });

  afterEach(() => fake.remove());

  const compose = (stoppedMs: number, facts: Partial<Take> = {}, properties: Partial<TakeProperties> = {}) =>
    composeTake(fake.take(stoppedMs, facts, properties), fake.folder, film, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });

  /** Who is to be seen in a part of the picture, and by how much each moment is late. */
  const seen = async (area: Area | null, fromS: number, lengthS: number) => {
    const readings = await readFilm(film, area, { fromS, lengthS });
    const late = readings.map(({ atMs, ms }) => Math.abs(atMs - ms));
    return {
      people: [...new Set(readings.map(({ person }) => person))],
      worst: Math.max(0, ...late),
      readings,
    };
  };
  const areas = (layout: Layout, ids: readonly string[], screens: readonly string[] = []) =>
    place(
      layout,
      frame,
      ids.map((id) => ({ id, aspect: 16 / 9, isScreen: screens.includes(id) })),
    );

  it('gives a late one a place beside the first, and the first the whole picture again after that', async () => {
    await fake.stream([{ fromMs: 0, lengthMs: 9000 }]);
    await fake.stream([{ fromMs: 3000, lengthMs: 3000 }]);
    await compose(9000);

    const [first, second] = areas('BEST_FIT', ['0', '1']);
    if (first === undefined || second === undefined) throw new Error('No places');
    expect((await seen(null, 0, 2.9)).people).to.deep.equal([0]);
    const both = [await seen(first, 3.2, 2.6), await seen(second, 3.2, 2.6)];
    expect(both.map(({ people }) => people)).to.deep.equal([[0], [1]]);
    expect(both.map(({ readings }) => readings.length >= 60)).to.deep.equal([true, true]);
    expect(Math.max(...both.map(({ worst }) => worst))).to.be.lessThan(80);
    const after = await seen(null, 6.2, 2.5);
    expect(after.people).to.deep.equal([0]);
    expect(after.worst).to.be.lessThan(80);
    const sound = await filmSound(film);
    for (const [person, area] of [first, second].entries()) {
      const { readings } = await seen(area, 3.2, 2.6);
      const sync = lipSync(readings, sound, person);
      expect(sync.offsetsMs.length).to.be.greaterThan(1);
      expect(sync.worstMs).to.be.lessThan(60);
    }
  });

  it('shows a card while a camera is off', async () => {
    await fake.stream([{ fromMs: 0, lengthMs: 6000 }], {
      states: [
        { at: at(0), audioActive: true, videoActive: true },
        { at: at(2000), audioActive: true, videoActive: false },
        { at: at(4000), audioActive: true, videoActive: true },
      ],
    });
    await compose(6000);

    expect((await seen(null, 0, 1.8)).readings.length).to.be.at.least(44);
    expect((await seen(null, 2.1, 1.8)).readings.length).to.equal(0);
    expect((await seen(null, 4.1, 1.5)).readings.length).to.be.at.least(36);
    for await (const { bytes } of filmFrames(film, { fromS: 3, lengthS: 0.04 }))
      expect(bytes[20 * 640 + 20]).to.be.greaterThan(200);
  });

  it('gives a shared screen the most room, though it seldom changes', async () => {
    await fake.stream([{ fromMs: 0, lengthMs: 7000 }]);
    await fake.stream([{ fromMs: 1500, lengthMs: 4000, fps: 1, media: 'video' }], { typeOfVideo: 'SCREEN' });
    await compose(7000, {}, { recordingLayout: 'VERTICAL_PRESENTATION' });

    const [screen, camera] = areas('VERTICAL_PRESENTATION', ['0', '1'], ['1']);
    if (screen === undefined || camera === undefined) throw new Error('No places');
    expect(screen.width * screen.height).to.be.greaterThan(4 * camera.width * camera.height);
    const shown = await seen(screen, 2, 3.2);
    expect(shown.people).to.deep.equal([1]);
    expect(shown.readings.length).to.be.at.least(75);
    expect(shown.worst).to.be.lessThan(1080);
    expect((await seen(camera, 2, 3)).people).to.deep.equal([0]);
  });

  it('holds the last picture over a reconnect', async () => {
    await fake.stream([
      { fromMs: 0, lengthMs: 2500 },
      { fromMs: 4000, lengthMs: 2500 },
    ]);
    await compose(6500);

    const held = await seen(null, 2.8, 1);
    expect(held.people).to.deep.equal([0]);
    expect(new Set(held.readings.map(({ ms }) => ms)).size).to.equal(1);
    const after = await seen(null, 4.2, 2);
    expect(after.worst).to.be.lessThan(80);
  });

  it('stands still, and marked, while the engine was down', async () => {
    await fake.stream([
      { fromMs: 0, lengthMs: 2000 },
      { fromMs: 5000, lengthMs: 2000 },
    ]);
    await compose(7000, { gaps: [{ from: at(2000), to: at(4900), reason: 'engineDown' }] });

    expect((await filmFacts(film)).durationS).to.be.closeTo(7, 0.1);
    const light = async (fromS: number) => {
      let most = 0;
      for await (const { bytes } of filmFrames(film, { fromS, lengthS: 0.04 }))
        most = Math.max(most, ...bytes.subarray(640 * 280));
      return most;
    };
    expect(await light(1)).to.be.greaterThan(190);
    expect(await light(3)).to.be.within(40, 150);
    const after = await seen(null, 5.3, 1.5);
    expect(after.readings.length).to.be.at.least(35);
    expect(after.worst).to.be.lessThan(80);
  });

  it('goes on over lost packets and a sound card that runs fast', async () => {
    const isLost = (index: number) => index % 37 === 11 || (index > 400 && index < 420);
    const delayMs = (index: number) => 5 + ((index * 7919) % 30);
    await fake.stream([{ fromMs: 0, lengthMs: 20_000, isLost, delayMs, skewPpm: 400, keyEveryMs: 3000 }]);
    await compose(20_000);

    const { readings, people } = await seen(null, 0, 20);
    expect(people).to.deep.equal([0]);
    const sync = lipSync(readings, await filmSound(film), 0);
    expect(sync.offsetsMs.length).to.be.at.least(10);
    expect(sync.meanMs).to.be.within(-40, 40);
  });

  for (const codec of ['vp9', 'h264'] as const)
    it(`shows what was sent in ${codec}`, async () => {
      const sizes = [
        [320, 180],
        [640, 360],
      ] as const;
      await fake.stream([{ fromMs: 0, lengthMs: 4000, codec, sizes }]);
      await fake.stream([{ fromMs: 2500, lengthMs: 1500, media: 'audio' }], { typeOfVideo: null });
      await compose(4000);

      const first = await seen(null, 0, 2.4);
      expect([first.people, first.readings.length > 55, first.worst < 80]).to.deep.equal([[0], true, true]);
      const [place] = areas('BEST_FIT', ['0', '1']);
      const later = await seen(place ?? null, 2.6, 1.3);
      expect([later.people, later.readings.length > 28, later.worst < 80]).to.deep.equal([[0], true, true]);
    });

  it('turns what a phone sent lying', async () => {
    await fake.stream([{ fromMs: 0, lengthMs: 2000, turns: 1 }]);
    await compose(2000);

    const { readings } = await seen(null, 0, 2);
    expect(readings.length).to.be.at.least(45);
  });

  it('writes names as they are, whatever letters they have', async () => {
    const name = `김'서:연%{pts}[x];\\,"=`;
    await fake.stream([{ fromMs: 0, lengthMs: 1500 }], { serverData: JSON.stringify({ name }) });
    await fake.stream([{ fromMs: 0, lengthMs: 1500, media: 'audio' }], {
      typeOfVideo: null,
      clientData: name,
    });
    await compose(1500, {}, { recordingLayout: 'CUSTOM', customLayout: 'PICTURE_IN_PICTURE+names' });
    expect((await filmFacts(film)).durationS).to.be.closeTo(1.5, 0.1);
  });

  it('is sound only when that was asked for', async () => {
    film = fake.path('lesson.webm');
    await fake.stream([{ fromMs: 100, lengthMs: 3000, media: 'audio' }], { typeOfVideo: null });
    await fake.stream([{ fromMs: 1100, lengthMs: 3000, media: 'audio' }], { typeOfVideo: null });
    const composition = await compose(4200, {}, { hasVideo: false });

    expect(composition).to.include({ hasAudio: true, hasVideo: false });
    expect(composition.durationS).to.be.closeTo(4, 0.05);
    expect(await filmSound(film)).to.have.length.within(3.95 * 48000, 4.1 * 48000);
  });

  it('is as long as it should be when nothing of a picture can be decoded', async () => {
    await fake.stream([{ fromMs: 0, lengthMs: 3000 }]);
    const path = fake.path('p0-0-video-1.mjr');
    const bytes = await readFile(path);
    // Behind the head of each packet, which is left, comes noise.
    for (let found = bytes.indexOf('MEET'); found !== -1; found = bytes.indexOf('MEET', found + 4)) {
      const end = found + 10 + bytes.readUInt16BE(found + 8);
      for (let byte = found + 34; byte < end; byte += 1) bytes[byte] = (byte * 7919) % 251;
    }
    await writeFile(path, bytes);
    await compose(3000);
    expect((await filmFacts(film)).durationS).to.be.closeTo(3, 0.1);
  });

  it('is made of what can be read when files are empty, cut off or gone', async () => {
    for (let person = 0; person < 4; person += 1) await fake.stream([{ fromMs: 0, lengthMs: 3000 }]);
    const [, empty, half, gone] = [0, 1, 2, 3].map((person) => fake.path(`p${person}-0-video-1.mjr`));
    const sound = fake.path('p1-0-audio-0.mjr');
    for (const path of [empty ?? '', sound]) await writeFile(path, '');
    await truncate(half ?? '', Math.floor((await stat(half ?? '')).size / 2));
    await rm(gone ?? '');
    await compose(3000);

    expect((await filmFacts(film)).durationS).to.be.closeTo(3, 0.1);
    const [first, second] = areas('BEST_FIT', ['0', '2']);
    const shown = [await seen(first ?? null, 0.2, 1), await seen(second ?? null, 0.2, 1)];
    expect(shown.map(({ people }) => people)).to.deep.equal([[0], [2]]);
  });

  it('cannot be made of nothing', async () => {
    const error = await compose(1000).catch((thrown: unknown) => thrown);
    expect(error).to.include({ name: 'ComposeError', fault: 'empty' });
  });
});
