import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clockDevices } from '@seodang/testing/clock/browser';
import type { Area } from '@seodang/testing/clock/clock-code';
import { filmSound, lipSync, readFilmParts } from '@seodang/testing/clock/film';
import { useClassroom } from './browser/classroom.js';
import { sends } from './browser/media.js';
import type { Person } from './browser/person.js';
import {
  deleteRecordings,
  fetchFile,
  needRecording,
  record,
  stopRecording,
  untilOver,
} from './support/recordings.js';
import { openSession } from './support/rest.js';

/** Half a block of the code: places may differ by that much. */
const LEFT: Area = { x: 0, y: 180, width: 640, height: 360 };
const RIGHT: Area = { ...LEFT, x: 640 };
/** ITU-R BT.1359 calls 80 ms the edge of what most people notice. */
const IN_STEP_MS = 80;
/** A browser that gets no processor sends late by itself: single beeps may, where other tests run beside; the average may not. */
const PATIENCE = Number(process.env['E2E_PATIENCE'] ?? 1);

describe('openvidu-browser and openvidu-node-client: what a composed film shows', function () {
  this.timeout(240_000);
  let folder: string;
  before(async function () {
    await needRecording(this);
    folder = await mkdtemp(join(tmpdir(), 'compat-film-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(deleteRecordings);
  const room = useClassroom();

  /** Publishes a picture that tells who and when, and a beep at each whole second. */
  const publishClock = async (person: Person, number: number) => {
    await person.page.evaluate(clockDevices({ person: number }));
    return person.publish();
  };

  it('C1 is the right person at the right second, with the sound in step', async () => {
    const session = await openSession('clocks');
    const ann = await room.classroom.join(session, 'ann');
    const ofAnn = await publishClock(ann, 1);
    const { id } = await record(session, { name: 'clocks' });
    await sends(ann, ofAnn, 8000);
    const bob = await room.classroom.join(session, 'bob');
    await sends(bob, await publishClock(bob, 2), 8000);
    await stopRecording(id);
    const film = join(folder, 'clocks.mp4');
    const ready = await untilOver(id);
    await writeFile(film, (await fetchFile(ready)).bytes);

    const [alone = [], left = [], right = []] = await readFilmParts(film, [null, LEFT, RIGHT]);
    expect(
      [alone, left, right].map((readings) => [...new Set(readings.map(({ person }) => person))]),
    ).to.deep.equal([[1], [1], [2]]);
    const lastAlone = alone.at(-1)?.atMs ?? 0;
    expect(lastAlone).to.be.within(6000, 12_000);
    expect(right[0]?.atMs).to.be.greaterThan(lastAlone);
    // One clock for all: each second of the film is a second of the world, and the same for both.
    const lag = (readings: typeof alone) => readings.map(({ atMs, ms }) => atMs - ms);
    const lags = [...lag(alone), ...lag(left), ...lag(right)].sort((a, b) => a - b);
    // One frame in fifty may be one that the browser was late with.
    const latest = lags[Math.floor(lags.length * 0.98)] ?? Infinity;
    expect(latest - (lags[0] ?? 0)).to.be.lessThan(400);
    const sound = await filmSound(film);
    const offsets = { ann: lipSync([...alone, ...left], sound, 1), bob: lipSync(right, sound, 2) };
    for (const [name, { offsetsMs, meanMs, worstMs }] of Object.entries(offsets)) {
      expect(offsetsMs.length, name).to.be.at.least(5);
      const all = `${name}: ${offsetsMs.map(Math.round).join(' ')}`;
      expect(Math.abs(meanMs), all).to.be.lessThan(IN_STEP_MS);
      expect(worstMs, all).to.be.lessThan(IN_STEP_MS * PATIENCE);
    }
  });
});
