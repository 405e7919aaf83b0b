import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { useRecordingWorld } from '../../../test/recording-world.js';
import type { User } from '../../identity/index.js';
import { RecordingSweep } from './sweep.service.js';
import { StudioTable } from './studio.model.js';

const actorOf = ({ id, name }: User) => ({ userId: id, name, roles: [], signInId: '' });
const DAY_MS = 24 * 3_600_000;

describe('the end of recordings', function () {
  this.timeout(60_000);
  const world = useRecordingWorld();
  const files = (id: RecordingId) => readdir(join(world.folder, 'store', id)).catch(() => []);

  /** A ready recording with a file, deleted by its instructor longer ago than it can come back. */
  async function longDeleted() {
    const { id, instructor, nodeId } = await world.record({ sec: 1 });
    await mkdir(join(world.folder, 'store', id), { recursive: true });
    await writeFile(join(world.folder, 'store', id, 'any'), 'a file');
    const deletedAt = new Date(Date.now() - 8 * DAY_MS);
    await world.recordings.table.change(id, { state: 'ready', deletedAt }, { now: new Date() });
    return { id, instructor, nodeId };
  }

  /** A sweep to which something happens right after it has listed what is due. */
  function sweepWith(table: Partial<StudioTable>, storage = world.recordings.storage): RecordingSweep {
    const { table: recordings, ledger } = world.recordings;
    const own = new StudioTable(world.platform.db);
    const studio = Object.assign(Object.create(own) as StudioTable, {
      listExpired: own.listExpired.bind(own),
      listDeletedBefore: own.listDeletedBefore.bind(own),
      listPurged: own.listPurged.bind(own),
      clear: own.clear.bind(own),
      ...table,
    });
    const { work: folder } = world.platform.config.recordings;
    return new RecordingSweep({ ...world.platform, recordings, studio, storage, ledger, folder });
  }

  it('leaves alone what was taken back, or got a later date, in that very moment', async () => {
    const { id, instructor } = await longDeleted();
    const { studio } = world.recordings;
    const restored = sweepWith({
      listDeletedBefore: async () => {
        await studio.restore(actorOf(instructor), id);
        return [id];
      },
    });
    expect(await restored.run()).to.include({ purged: 0 });
    expect(await files(id)).to.deep.equal(['any']);
    expect(await world.row(id)).to.include({ deleted_at: null, purged_at: null, state: 'ready' });
    const prolonged = sweepWith({ listExpired: () => Promise.resolve([id]) });
    expect(await prolonged.run()).to.include({ deleted: 0 });
    expect(await world.row(id)).to.include({ deleted_at: null });
  });

  it('takes all files along, also when the store was away at first', async () => {
    const { id, instructor } = await longDeleted();
    const { storage, studio } = world.recordings;
    const away = { ...storage, remove: () => Promise.reject(new Error('the store is away')) };
    const failure = await sweepWith({}, away as unknown as typeof storage)
      .run()
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(await files(id)).to.deep.equal(['any']);
    const restored = await studio.restore(actorOf(instructor), id).catch((error: unknown) => error);
    expect(restored, 'nobody gets back half of it').to.be.instanceOf(Error);
    expect(await world.recordings.sweep.run()).to.deep.equal({ deleted: 0, purged: 0 });
    expect(await files(id)).to.deep.equal([]);
    expect(await world.row(id)).to.include({ has_files: 0 });
  });

  it('comes for raw files of failed recordings that nobody tried again, and is told in the ledger', async () => {
    const { id, nodeId, lessonId, instructor } = await world.record({ sec: 1 });
    const { table, lifecycle, deeds } = world.recordings;
    const failed = { state: 'failed', failure: 'render_failed', dueAt: null } as const;
    await table.change(id, failed, { now: new Date(Date.now() - 59 * DAY_MS) });
    await lifecycle.reconcile();
    expect(world.fake.recordings.all.has(nodeId)).to.equal(true);
    await table.change(id, failed, { now: new Date(Date.now() - 61 * DAY_MS) });
    await lifecycle.reconcile();
    expect(world.fake.recordings.all.has(nodeId)).to.equal(false);
    expect(await world.row(id)).to.include({ has_raw: 0 });
    const { items } = await deeds.view(actorOf(instructor), lessonId);
    expect(items.map(({ deed }) => deed)).to.deep.equal(['started', 'stopped', 'raw-removed']);
  });
});
