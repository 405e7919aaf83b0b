import { execFileSync } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { makeFilm } from '../../../test/film.js';
import { useRecordingWorld } from '../../../test/recording-world.js';
import { storageWith } from '../../../test/storage-with.js';
import { expectWhole } from '../../../test/whole-replay.js';
import { LocalStorage } from '../storage/local.js';
import { StorageFull } from '../storage/storage.js';
import type { FfmpegFailed } from './ffmpeg.js';
import { runFfmpeg } from './ffmpeg.js';

/** A disk of a size of one's own; null where nobody may mount one. */
async function mountDisk(folder: string, size: string): Promise<((how: string) => void) | null> {
  await mkdir(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return (how) => {
    if (how === 'gone') execFileSync('umount', [folder]);
    else execFileSync('mount', ['-o', `remount,${how}`, folder]);
  };
}

describe('the recording pipeline on a disk that takes nothing', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();

  /** More often than a failure would be tried again. */
  async function expectWaits(id: RecordingId, run: () => Promise<void>): Promise<void> {
    for (let nth = 0; nth < 4; nth += 1) {
      await world.dueNow(id);
      await run();
    }
    const waiting = { state: 'processing', failure: 'no_space', attempt: 1, published_version: null };
    expect(await world.row(id)).to.include(waiting);
    await world.recordings.lifecycle.reconcile();
    expect(await world.row(id), 'the raw file stays').to.include({ has_raw: 1 });
  }

  it('waits without counting it as a failure, and goes on by itself', async () => {
    const { id } = await world.record({ sec: 8 });
    let isFull = true;
    const storage = storageWith(world.recordings.storage, () =>
      isFull ? Promise.reject(new StorageFull('full')) : Promise.resolve(),
    );
    const pipeline = world.pipelineWith({ storage });
    await expectWaits(id, () => pipeline.run(id));
    isFull = false;
    await world.dueNow(id);
    await pipeline.run(id);
    await expectWhole(world, id);
  });

  for (const part of ['path', 'work'] as const) {
    it(`waits for a ${part === 'path' ? 'store' : 'place to work in'} that is full, cannot be written, and can again`, async function () {
      const folder = world.platform.config.recordings[part];
      const disk = await mountDisk(folder, '64k');
      if (!disk) return this.skip();
      try {
        const { id } = await world.record({ sec: 8 });
        await expectWaits(id, () => world.pipeline.run(id));
        disk('size=50m');
        disk('ro');
        await expectWaits(id, () => world.pipeline.run(id));
        disk('rw');
        await world.dueNow(id);
        await world.pipeline.run(id);
        await expectWhole(world, id);
      } finally {
        disk('gone');
      }
    });
  }

  it('is known when it is met, and nothing half is left on it', async function () {
    const small = join(world.folder, 'small');
    const disk = await mountDisk(small, '64k');
    if (!disk) return this.skip();
    try {
      const film = join(world.folder, 'any.mp4');
      await makeFilm(film, { sec: 8 });
      expect((await stat(film)).size).to.be.greaterThan(65_536);
      const put = new LocalStorage(small).put('a/1/film.mp4', film);
      expect(await put.catch((error: unknown) => error)).to.be.instanceOf(StorageFull);
      expect(await readdir(join(small, 'a/1'))).to.deep.equal([]);
      const args = ['-v', 'error', '-i', film, '-c', 'copy', '-f', 'mpegts', join(small, 'film.ts')];
      const copying = runFfmpeg({ args, signal: new AbortController().signal });
      expect(((await copying.catch((error: unknown) => error)) as FfmpegFailed).how).to.equal('no-space');
    } finally {
      disk('gone');
    }
  });
});
