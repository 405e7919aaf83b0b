import { mkdir, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import { Governor } from '@seodang/server-kit/governor';
import { expect } from 'chai';
import { silent } from '../../../test/database.js';
import { useRecordingWorld } from '../../../test/recording-world.js';
import type { User } from '../../identity/index.js';
import { DownloadCutter } from './cut.service.js';

const actorOf = ({ id, name }: User) => ({ userId: id, name, roles: [], signInId: '' });

describe('downloads of trimmed recordings', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();

  async function trimmed(): Promise<{ id: RecordingId; instructor: User }> {
    const { id, instructor } = await world.record({ sec: 9 });
    await world.pipeline.run(id);
    const { studio } = world.recordings;
    await studio.change(actorOf(instructor), id, { mayDownload: true });
    await studio.trim(actorOf(instructor), id, { startMs: 0, endMs: 5_000 });
    return { id, instructor };
  }
  const film = (id: RecordingId) => join(world.folder, 'store', id, '1', 'film');

  it('are made of those that can be, whatever becomes of others', async () => {
    const { id: broken, instructor } = await trimmed();
    const { id } = await trimmed();
    await rm(film(broken), { recursive: true });
    expect(await world.cutter.run()).to.equal(1);
    expect(await world.row(id)).to.include({ needs_cut: 0, cut_key: '0-5000' });
    expect(await world.row(broken)).to.include({ needs_cut: 1, cut_key: null });
    const due = () => world.recordings.table.listNeedingCut(new Date());
    expect(await due(), 'it waits').to.deep.equal([]);
    await world.recordings.studio.trim(actorOf(instructor), broken, { startMs: 0, endMs: 6_000 });
    expect(
      (await due()).map((row) => row.id),
      'trimmed anew it is tried at once',
    ).to.deep.equal([broken]);
    await world.cutter.run();
  });

  it('are not tried of a recording whose film is not kept', async () => {
    const { id, instructor } = await trimmed();
    await world.recordings.table.change(id, { filmVersion: null }, { now: new Date() });
    expect(await world.cutter.run()).to.equal(0);
    expect(await world.row(id)).to.include({ needs_cut: 1, cut_after: null });
    const view = await world.recordings.replay.view(actorOf(instructor), id, {});
    expect(view.links.download).to.equal(null);
  });

  it('are made once by two workers, and leave nothing behind', async () => {
    const { id } = await trimmed();
    const { table: recordings, storage } = world.recordings;
    const { config } = world.platform;
    const other = new DownloadCutter({
      ...world.platform,
      recordings,
      storage,
      brake: new Governor({ countLive: () => Promise.resolve(0), busyAbove: 0.8, log: silent }),
      folder: config.recordings.work,
    });
    const made = await Promise.all([world.cutter.run(), other.run()]);
    expect(made.toSorted()).to.deep.equal([0, 1]);
    expect(await world.row(id)).to.include({ needs_cut: 0, cut_key: '0-5000', cut_after: null });
    expect(await readdir(config.recordings.work)).to.deep.equal([]);
  });

  it('and all other work leave no folders for good when their worker is killed', async () => {
    const { id } = await world.record({ sec: 4 });
    const { work } = world.platform.config.recordings;
    const long = new Date(Date.now() - 25 * 3_600_000);
    const gone = '01a1ffae-116f-7298-a003-000000000000';
    for (const name of [id, `${id}-cut-abc`, gone, `${gone}-cut-abc`]) {
      await mkdir(join(work, name), { recursive: true });
      await utimes(join(work, name), long, long);
    }
    await mkdir(join(work, `${gone}-cut-now`));
    expect(await world.tidy()).to.equal(2);
    expect((await readdir(work)).sort()).to.deep.equal([id, `${id}-cut-abc`, `${gone}-cut-now`].sort());
  });
});
