import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFilm } from '../../../test/film.js';
import { useRecordingWorld } from '../../../test/recording-world.js';
import { storageWith } from '../../../test/storage-with.js';
import type { User } from '../../identity/index.js';
import { WorkTable } from './work.model.js';

const actorOf = ({ id, name }: User) => ({ userId: id, name, roles: [], signInId: '' });

describe('the recording pipeline with a film that is no good', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();
  const store = (...parts: string[]) => join(world.folder, 'store', ...parts);
  const renditions = (id: Parameters<typeof world.row>[0], version = 1) =>
    new WorkTable(world.platform.db).listRenditions(id, version);
  const runTimes = async (id: Parameters<typeof world.row>[0], times: number, pipeline = world.pipeline) => {
    for (let nth = 0; nth < times; nth += 1) {
      await world.dueNow(id);
      await pipeline.run(id);
    }
  };

  it('fails after three tries and says why, then makes it when the film is mended and it is asked again', async () => {
    const broken = join(world.folder, 'broken.mp4');
    await writeFile(broken, Buffer.alloc(50_000, 7));
    const { id, nodeId, instructor } = await world.record(broken);
    await runTimes(id, 2);
    expect(await world.row(id)).to.include({ state: 'processing', attempt: 3, published_version: null });
    await runTimes(id, 1);
    expect(await world.row(id)).to.include({ state: 'failed', failure: 'source_unreadable' });
    expect(await world.pipeline.listDue()).to.not.include(id);

    const begun = await world.recordings.studio.rebuild(actorOf(instructor), id);
    expect(begun).to.include({ state: 'processing', failure: null, mayRebuild: false });
    expect(await world.pipeline.listDue(), 'the media server makes another film first').to.not.include(id);
    const made = await makeFilm(broken, { sec: 4 });
    world.fake.recordings.finish(nodeId, { file: broken, ...made });
    await world.deliver();
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', failure: null, node_status: 'ready' });
  });

  it('has a film made of which there was none, as often as it is asked', async () => {
    const { id, nodeId, instructor } = await world.record(join(world.folder, 'none.mp4'), 'failed');
    const stoppedAt = (await world.row(id))['stopped_at'];
    expect(await world.row(id)).to.include({ state: 'failed', failure: 'not_recorded' });
    for (const webhooks of ['told', 'lost'] as const) {
      const begun = await world.recordings.studio.rebuild(actorOf(instructor), id);
      expect(begun).to.include({ state: 'processing', failure: null });
      world.fake.recordings.fail(nodeId);
      if (webhooks === 'lost') world.fake.webhooks.length = 0;
      else await world.deliver();
      await world.recordings.lifecycle.reconcile();
      expect(await world.row(id), webhooks).to.include({ state: 'failed', failure: 'not_recorded' });
    }
    await world.recordings.studio.rebuild(actorOf(instructor), id);
    const file = join(world.folder, 'at-last.mp4');
    world.fake.recordings.finish(nodeId, { file, ...(await makeFilm(file, { sec: 4 })) });
    await world.deliver();
    await world.pipeline.run(id);
    const row = await world.row(id);
    expect(row).to.include({ state: 'ready', failure: null });
    expect(row['stopped_at'], 'it still ended when it ended').to.deep.equal(stoppedAt);
  });

  it('says so when nothing is left that a film could be made of', async () => {
    const { id, instructor } = await world.record(join(world.folder, 'none.mp4'), 'failed');
    world.fake.recordings.keepsTakes = false;
    try {
      const rebuild = () => world.recordings.studio.rebuild(actorOf(instructor), id);
      const refusal = await rebuild().catch((error: unknown) => error);
      expect(refusal).to.include({ code: 'recording.source_gone' });
      expect((await world.recordings.studio.get(actorOf(instructor), id)).mayRebuild).to.equal(false);
    } finally {
      world.fake.recordings.keepsTakes = true;
    }
  });

  it('keeps the old version when a rebuild comes to nothing', async () => {
    const { id, instructor } = await world.record({ sec: 5 });
    await world.pipeline.run(id);
    await world.recordings.lifecycle.reconcile();
    await writeFile(store(id, '1', 'film', 'film.mp4'), Buffer.alloc(1_000, 7));
    await world.recordings.studio.rebuild(actorOf(instructor), id);
    await runTimes(id, 3);
    expect(await world.row(id)).to.include({ state: 'ready', published_version: 1, flaws: '' });
    expect(await readdir(store(id))).to.deep.equal(['1']);
    expect((await renditions(id, 1)).map(({ name }) => name)).to.deep.equal(['240p', 'audio']);
  });

  it('keeps the raw film as long as none is kept, also when a rebuild comes to nothing', async () => {
    const { id, nodeId, instructor } = await world.record({ sec: 5 });
    const refusing = (part: string) =>
      world.pipelineWith({
        storage: storageWith(world.recordings.storage, (key) =>
          key.includes(part) ? Promise.reject(new Error('refused')) : Promise.resolve(),
        ),
      });
    await runTimes(id, 3, refusing('/film/'));
    const first = { state: 'ready', published_version: 1, film_version: null, flaws: 'fewer_renditions' };
    expect(await world.row(id)).to.include(first);
    const { duration_ms: durationMs, started_at: startedAt, facts } = await world.row(id);
    const { lifecycle, studio } = world.recordings;
    await studio.change(actorOf(instructor), id, { mayDownload: true });
    const { links } = await world.recordings.replay.view(actorOf(instructor), id, {});
    expect(links.download, 'there is nothing to download').to.equal(null);

    const raw = world.fake.recordings.all.get(nodeId);
    if (!raw?.file) throw new Error('there is a film');
    raw.durationSec = (await makeFilm(raw.file, { sec: 7, sound: 'silent' })).durationSec;
    await studio.rebuild(actorOf(instructor), id);
    await runTimes(id, 2, refusing('/2/'));
    expect(await world.row(id), 'what is shown is told').to.deep.include({
      state: 'processing',
      flaws: 'fewer_renditions',
      duration_ms: durationMs,
      started_at: startedAt,
      facts,
    });
    await runTimes(id, 1, refusing('/2/'));
    expect(await world.row(id)).to.deep.include({ ...first, duration_ms: durationMs, facts });
    await lifecycle.reconcile();
    expect(world.fake.recordings.all.has(nodeId), 'the raw film is there').to.equal(true);
    expect(await studio.get(actorOf(instructor), id)).to.include({ mayRebuild: true });

    await studio.rebuild(actorOf(instructor), id);
    await runTimes(id, 2);
    const made = { state: 'ready', published_version: 3, film_version: 3, flaws: 'sound_silent' };
    expect(await world.row(id)).to.include(made);
    await lifecycle.reconcile();
    expect(world.fake.recordings.all.has(nodeId)).to.equal(false);
  });

  it('fails for one without a byte, and for one that is not there', async () => {
    const empty = join(world.folder, 'empty.mp4');
    await writeFile(empty, '');
    const { id } = await world.record(empty);
    await runTimes(id, 3);
    expect(await world.row(id)).to.include({ state: 'failed', failure: 'nothing_recorded' });
    const { id: other } = await world.record(join(world.folder, 'nowhere.mp4'));
    await runTimes(other, 3);
    expect(await world.row(other)).to.include({ state: 'failed', failure: 'source_missing' });
  });

  it('saves what is there of one that was cut off, and says so', async () => {
    const { id, nodeId } = await world.record({ sec: 12 });
    const recording = world.fake.recordings.all.get(nodeId);
    if (!recording?.file) throw new Error('there is a film');
    const whole = await readFile(recording.file);
    await writeFile(recording.file, whole.subarray(0, Math.floor(whole.length * 0.6)));
    await runTimes(id, 2);
    expect(await world.row(id)).to.include({ state: 'processing', attempt: 3 });
    await runTimes(id, 1);
    const row = await world.row(id);
    expect(row).to.include({ state: 'ready' });
    expect(String(row['flaws'])).to.include('cut_off');
    expect(row['duration_ms']).to.be.within(3_000, 11_000);
  });
});
