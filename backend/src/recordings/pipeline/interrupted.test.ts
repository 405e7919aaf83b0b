import { appendFile, copyFile, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RecordingId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { useRecordingWorld } from '../../../test/recording-world.js';
import { storageWith } from '../../../test/storage-with.js';
import type { User } from '../../identity/index.js';
import { WorkTable } from './work.model.js';

const actorOf = ({ id, name }: User) => ({ userId: id, name, roles: [], signInId: '' });

describe('the recording pipeline after a worker was killed in a bad moment', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();

  /** What the worker leaves that was killed before it could rename what it had fetched. */
  async function leavePart(id: RecordingId, nodeId: string): Promise<string> {
    const work = join(world.folder, 'work', id);
    await mkdir(work, { recursive: true });
    const part = join(work, 'film.mp4.part');
    await copyFile(world.fake.recordings.all.get(nodeId)?.file ?? '', part);
    return part;
  }

  it('takes a film that is whole but has not got its name', async () => {
    const { id, nodeId } = await world.record({ sec: 5 });
    await leavePart(id, nodeId);
    world.fake.recordings.asked.length = 0;
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', attempt: 1 });
    expect(world.fake.recordings.asked, 'it need not be sent again').to.deep.equal([]);
  });

  it('begins anew when more lies there than the media server has', async () => {
    const { id, nodeId } = await world.record({ sec: 5 });
    const part = await leavePart(id, nodeId);
    await appendFile(part, 'of another film');
    const tooMuch = (await stat(part)).size;
    world.fake.recordings.asked.length = 0;
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', attempt: 1 });
    expect(world.fake.recordings.asked).to.deep.equal([tooMuch, 0]);
  });

  it('takes no film that lies there from before it was made once more', async () => {
    const { id, nodeId } = await world.record({ sec: 5 });
    const part = await leavePart(id, nodeId);
    await appendFile(part, 'of the film that was no good');
    await rename(part, part.replace('.part', ''));
    const told = { facts: { durationMs: 99_000, gaps: [] }, flaws: ['cut_off'] };
    await writeFile(join(dirname(part), 'verified.json'), JSON.stringify(told));
    await world.pipeline.run(id);
    const row = await world.row(id);
    expect(row).to.include({ state: 'ready', flaws: '', attempt: 1 });
    expect(row['duration_ms']).to.be.below(6_000);
  });

  it('writes and removes nothing any more when the work became somebody else’s', async () => {
    const { id, instructor } = await world.record({ sec: 5 });
    await world.pipeline.run(id);
    await world.recordings.studio.rebuild(actorOf(instructor), id);
    const others = `lease_by = UUID(), lease_host = 'another', lease_until = NOW(3) + INTERVAL 1 MINUTE`;
    const lose = (key: string) =>
      key.includes('/film/')
        ? world.platform.db.query(`UPDATE recordings SET ${others} WHERE id = :id`, { replacements: { id } })
        : Promise.resolve();
    await world.pipelineWith({ storage: storageWith(world.recordings.storage, lose) }).run(id);
    expect(await world.row(id)).to.include({ state: 'processing', published_version: 1, film_version: 1 });
    expect(await readdir(join(world.folder, 'store', id)), 'the old version').to.include('1');
    expect(await readdir(join(world.folder, 'work')), 'what the other works with').to.include(id);
  });

  it('lets go of the version before in the end, though it was killed before it had', async () => {
    const { id, instructor } = await world.record({ sec: 5 });
    await world.pipeline.run(id);
    await world.recordings.studio.rebuild(actorOf(instructor), id);
    const kill = () => Promise.reject(new Error('killed'));
    const storage = storageWith(world.recordings.storage, () => Promise.resolve(), kill);
    await world.pipelineWith({ storage }).run(id);
    expect(await world.row(id)).to.include({ state: 'ready', published_version: 2 });
    const store = join(world.folder, 'store', id);
    expect(await readdir(store)).to.have.members(['1', '2']);
    await world.tidy();
    expect(await readdir(store)).to.deep.equal(['2']);
    const renditions = (version: number) => new WorkTable(world.platform.db).listRenditions(id, version);
    expect([(await renditions(1)).length, (await renditions(2)).length]).to.deep.equal([0, 2]);
  });

  it('cuts the download anew when it was trimmed while it was made', async () => {
    const { id, instructor } = await world.record({ sec: 9 });
    const { studio, storage } = world.recordings;
    const trim = async (key: string) => {
      if (!key.includes('/film/')) return;
      await studio.change(actorOf(instructor), id, { mayDownload: true });
      await studio.trim(actorOf(instructor), id, { startMs: 0, endMs: 5_000 });
    };
    await world.pipelineWith({ storage: storageWith(storage, trim) }).run(id);
    expect(await world.row(id)).to.include({ state: 'ready', needs_cut: 1, cut_key: null });
  });
});
