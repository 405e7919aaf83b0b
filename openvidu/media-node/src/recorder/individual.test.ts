import { readdir, truncate, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import yauzl from 'yauzl';
import { FakeTake } from '../composer/test/fake-take.js';
import { makeArchive } from './individual.js';

const never = new AbortController().signal;

describe('an archive', function () {
  this.timeout(60_000);
  let fake: FakeTake;
  let broken: string[];
  before(async () => {
    fake = await FakeTake.create();
    await fake.stream([{ fromMs: 0, lengthMs: 2000 }]);
    await fake.stream([
      { fromMs: 1000, lengthMs: 1000, media: 'audio' },
      { fromMs: 2500, lengthMs: 1000 },
    ]);
  });
  after(() => fake.remove());
  beforeEach(() => {
    broken = [];
  });

  const make = (stoppedMs = 4000, out = 'lesson.zip') =>
    makeArchive({
      ...{ take: fake.take(stoppedMs), folder: fake.folder, out: fake.path(out), signal: never },
      onBroken: (file) => broken.push(file),
    });
  async function names(out: string): Promise<string[]> {
    const zip = await yauzl.openPromise(fake.path(out));
    const found: string[] = [];
    for await (const { fileName } of zip.eachEntry()) found.push(fileName);
    return found.toSorted();
  }

  it('holds a file for each segment, and spans them all', async () => {
    const made = await make();
    expect(made).to.include({ isWhole: true });
    expect(made?.durationS).to.be.within(3.3, 3.8);
    expect(await names('lesson.zip')).to.deep.equal([
      ...['lesson.json', 'str_CAM_0.webm', 'str_CAM_1-1.webm', 'str_CAM_1.webm'],
    ]);
    expect((await readdir(fake.folder)).filter((name) => !name.endsWith('.mjr'))).to.deep.equal([
      'lesson.zip',
    ]);
  });

  it('is not made when it is told to end, and leaves nothing behind', async () => {
    const reason = new Error('enough');
    const request = { take: fake.take(4000), folder: fake.folder, out: fake.path('none.zip') };
    const failure: unknown = await makeArchive({
      ...{ ...request, signal: AbortSignal.abort(reason), onBroken: () => undefined },
    }).catch((error: unknown) => error);
    expect(failure).to.equal(reason);
    expect(await readdir(fake.folder)).to.not.include.members(['none.zip', 'archive']);
  });

  // Last, as it breaks what the others use.
  it('holds what can be saved of files that were cut off or are none', async () => {
    await truncate(fake.path('p0-0-video-1.mjr'), 9000);
    await writeFile(fake.path('p1-0-audio-0.mjr'), '');
    await writeFile(fake.path('p1-1-video-1.mjr'), 'MJR00002 but nothing else of it');
    await make(4000, 'rest.zip');
    expect(await names('rest.zip')).to.include.members(['lesson.json', 'str_CAM_0.webm', 'str_CAM_1-1.webm']);
    expect(await names('rest.zip')).to.not.include('str_CAM_1.webm');
  });
});
