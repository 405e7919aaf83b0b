import { ChildProgram } from '@seodang/testing/child-program';
import { filmFacts } from '@seodang/testing/clock/film';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { statSync } from 'node:fs';
import { access, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Take } from '../recorder/take.js';
import { composeTake } from './compose-take.js';
import { FakeTake } from './test/fake-take.js';

const COMPOSER = fileURLToPath(new URL('test/composer.process.ts', import.meta.url));

describe('composing that is broken off', () => {
  let fake: FakeTake;
  let take: Take;
  let film: string;

  beforeEach(async () => {
    fake = await FakeTake.create();
    film = fake.path('lesson.mp4');
    await fake.stream([{ fromMs: 0, lengthMs: 20_000 }]);
    await fake.stream([{ fromMs: 1000, lengthMs: 19_000, media: 'video', fps: 5 }]);
    take = fake.take(20_000, {}, { resolution: '1280x720' });
  });

  afterEach(() => fake.remove());

  const isThere = (path: string) =>
    access(path)
      .then(() => true)
      .catch(() => false);
  const scene = (index: number) => `${film}.work/scene-000${index}.mp4`;
  /** Processes whose working folder is the film's. */
  const makers = async () => {
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const folders = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => '')));
    return folders.filter((folder) => folder.startsWith(`${film}.work`)).length;
  };

  it('by kill -9 leaves no ffmpeg behind, and goes on behind the scenes that are done', async () => {
    await writeFile(fake.path('take.json'), JSON.stringify(take));
    const child = await ChildProgram.start({
      name: 'composer',
      argv: [
        'node',
        '--conditions=seodang:source',
        '--import',
        'tsx',
        COMPOSER,
        fake.path('take.json'),
        fake.folder,
        film,
      ],
      isReady: () => isThere(scene(0)),
    });
    await until(async () => (await makers()) > 0, { what: 'ffmpeg at the next scene' });
    await child.end('SIGKILL');
    await until(async () => (await makers()) === 0, { what: 'ffmpeg to be gone' });
    expect([await isThere(film), await isThere(scene(1))]).to.deep.equal([false, false]);
    const { mtimeMs } = await stat(scene(0));

    const times = new Set<number>();
    await composeTake(take, fake.folder, film, {
      signal: new AbortController().signal,
      onProgress: (share) => {
        if (share < 1) times.add(statSync(scene(0)).mtimeMs);
      },
    });
    expect([...times]).to.deep.equal([mtimeMs]);
    expect((await filmFacts(film)).durationS).to.be.closeTo(20, 0.1);
    expect(await isThere(`${film}.work`)).to.equal(false);
  });

  it('by its caller ends at once, with the reason', async () => {
    const stop = new AbortController();
    const reason = new Error('The recording was deleted');
    const composing = composeTake(take, fake.folder, film, {
      signal: stop.signal,
      onProgress: (share) => {
        if (share > 0.2) stop.abort(reason);
      },
    }).catch((error: unknown) => error);
    expect(await composing).to.equal(reason);
    expect(await makers()).to.equal(0);
    expect(await isThere(film)).to.equal(false);
  });

  it('does not go on with what was made of another take', async () => {
    const stop = new AbortController();
    const onProgress = (share: number) => {
      if (share > 0.2) stop.abort();
    };
    await composeTake(take, fake.folder, film, { signal: stop.signal, onProgress }).catch(() => undefined);
    const before = await readFile(`${film}.work/made-of`, 'utf8');
    const shorter = { ...take, stoppedAt: take.stoppedAt - 15_000 };
    const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
    const { durationS } = await composeTake(shorter, fake.folder, film, quiet);
    expect(durationS).to.be.closeTo(5, 0.1);
    expect(before).to.have.length(64);
  });
});
