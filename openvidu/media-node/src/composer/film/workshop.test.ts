import { expect } from 'chai';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workshop } from './workshop.js';

describe('the folder where a film is made', () => {
  let root: string;
  let folder: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'seodang-workshop-'));
    folder = join(root, 'film.work');
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  it('keeps what is whole for the next one who makes the same, and nothing else', async () => {
    const first = await Workshop.open(folder, { take: 1 });
    await first.write('scene-0000.mp4', 'whole');
    await writeFile(first.path('half-scene-0001.mp4'), 'ha');
    const second = await Workshop.open(folder, { take: 1 });
    expect(await second.has('scene-0000.mp4')).to.equal(true);
    expect(await second.has('scene-0001.mp4')).to.equal(false);
    expect(await readdir(folder)).not.to.include('half-scene-0001.mp4');
  });

  it('is emptied for another film', async () => {
    const first = await Workshop.open(folder, { take: 1 });
    await first.write('scene-0000.mp4', 'whole');
    const second = await Workshop.open(folder, { take: 2 });
    expect(await second.has('scene-0000.mp4')).to.equal(false);
  });

  it('gives a file its name only when it is whole', async () => {
    const workshop = await Workshop.open(folder, {});
    const failed = workshop.make('scene-0000.mp4', async (half) => {
      await writeFile(workshop.path(half), 'ha');
      throw new Error('no');
    });
    expect(await failed.catch((error: unknown) => String(error))).to.equal('Error: no');
    expect(await workshop.has('scene-0000.mp4')).to.equal(false);
  });

  it('says when there is not room enough', async () => {
    const workshop = await Workshop.open(folder, {});
    await workshop.assertRoom(1);
    const error = await workshop.assertRoom(2 ** 60).catch((thrown: unknown) => thrown);
    expect(error).to.include({ name: 'ComposeError', fault: 'space' });
  });
});
