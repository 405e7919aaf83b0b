import { readFile, readdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { probeFilm } from '../../../test/film.js';
import { until } from '../../../test/until.js';
import { useRecordingWorld } from '../../../test/recording-world.js';
import { startS3 } from '../../../test/s3-server.js';
import type { User } from '../../identity/index.js';
import { S3Storage } from '../storage/s3.js';
import { readPlaylist } from './hls.rules.js';
import { WorkTable } from './work.model.js';

const actorOf = ({ id, name }: User) => ({ userId: id, name, roles: [], signInId: '' });

describe('the recording pipeline', function () {
  this.timeout(120_000);
  const world = useRecordingWorld();
  const store = (...parts: string[]) => join(world.folder, 'store', ...parts);
  const renditions = (id: Parameters<typeof world.row>[0], version = 1) =>
    new WorkTable(world.platform.db).listRenditions(id, version);

  it('makes of a film what can be watched, and leaves nothing of the work behind', async () => {
    const startedAt = Date.now() - 9_000;
    const { id, nodeId } = await world.record({
      sec: 9,
      size: '640x360',
      comment: `seodang:startedAt=${startedAt};gaps=1000-2500`,
    });
    expect(await world.row(id)).to.include({ state: 'processing', stage: 'collect', node_status: 'ready' });
    await world.pipeline.run(id);
    const row = await world.row(id);
    expect(row).to.include({
      state: 'ready',
      failure: null,
      flaws: 'has_gaps',
      published_version: 1,
      has_raw: 1,
    });
    expect(row['duration_ms']).to.be.within(8_900, 9_200);
    expect((row['started_at'] as Date).getTime()).to.equal(startedAt);

    const made = await renditions(id);
    expect(made.map(({ name, width, height }) => [name, width, height])).to.deep.equal([
      ['240p', 426, 240],
      ['audio', null, null],
    ]);
    for (const { segments } of made) expect(segments).to.have.length(3);
    const init = await readFile(store(id, '1', '240p', 'init.mp4'));
    expect(init.includes('avcC')).to.equal(true);
    const pictures = await readdir(store(id, '1', 'pictures'));
    expect(pictures.sort()).to.deep.equal(['poster.jpg', 'sprite-001.jpg', 'waveform.json']);
    const { posterMs } = JSON.parse(String(row['facts'])) as { posterMs: number };
    expect(posterMs).to.be.within(1_700, 1_900);
    const { peaks, stepMs } = JSON.parse(
      await readFile(store(id, '1', 'pictures', 'waveform.json'), 'utf8'),
    ) as {
      peaks: number[];
      stepMs: number;
    };
    expect(peaks.length * stepMs).to.be.within(8_800, 9_300);
    expect(Math.max(...peaks)).to.be.greaterThan(5);
    expect(await readdir(join(world.folder, 'work'))).not.to.include(id);

    // What was made is safe: the raw file goes.
    await world.recordings.lifecycle.reconcile();
    expect(world.fake.recordings.all.has(nodeId)).to.equal(false);
    expect(await world.row(id)).to.include({ has_raw: 0 });
  });

  it('takes the largest picture as it is when it can be cut so, and never makes it larger', async () => {
    const { id } = await world.record({ sec: 9, size: '1280x720' });
    await world.pipeline.run(id);
    const made = await renditions(id);
    expect(made.map(({ name, height }) => [name, height])).to.deep.equal([
      ['720p', 720],
      ['480p', 480],
      ['240p', 240],
      ['audio', null],
    ]);
    // The film is of another profile than what is encoded here.
    expect(made.map(({ codecs }) => codecs.slice(0, 7))).to.deep.equal([
      'avc1.42',
      'avc1.4d',
      'avc1.42',
      'mp4a.40',
    ]);
    const [first, ...others] = made.filter(({ name }) => name !== 'audio').map(({ segments }) => segments);
    for (const other of others) expect(other.slice(0, -1)).to.deep.equal(first?.slice(0, -1));
    const size = async (...parts: string[]) => (await stat(store(id, '1', ...parts))).size;
    const film = await probeFilm(store(id, '1', 'film', 'film.mp4'));
    expect(film.durationSec).to.be.within(8.9, 9.2);
    expect(await size('720p', '00000.m4s')).to.be.greaterThan(await size('240p', '00000.m4s'));
  });

  it('encodes what cannot be cut, with a keyframe at each segment', async () => {
    const { id } = await world.record({ sec: 9, size: '854x480', keyEvery: 7 });
    await world.pipeline.run(id);
    const made = await renditions(id);
    expect(made.map(({ name }) => name)).to.deep.equal(['480p', '240p', 'audio']);
    for (const { segments, name } of made) {
      if (name !== 'audio') expect(segments.slice(0, 2), name).to.deep.equal([4_000, 4_000]);
    }
  });

  it('keeps a lesson that was heard only', async () => {
    const { id } = await world.record({ sec: 5, picture: 'none' });
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', flaws: 'no_picture' });
    expect((await renditions(id)).map(({ name }) => name)).to.deep.equal(['audio']);
  });

  for (const [what, wish, flaw] of [
    ['is black all through', { picture: 'black' }, 'picture_black'],
    ['stands still all through', { picture: 'still' }, 'picture_frozen'],
    ['is silent all through', { sound: 'silent' }, 'sound_silent'],
  ] as const) {
    it(`looks twice at a film that ${what}, then says that it is so`, async () => {
      const { id } = await world.record({ sec: 9, ...wish });
      world.fake.recordings.asked.length = 0;
      await world.pipeline.run(id);
      expect(await world.row(id)).to.include({ state: 'processing', attempt: 2, flaws: '' });
      await world.dueNow(id);
      await world.pipeline.run(id);
      expect(world.fake.recordings.asked, 'it is fetched again').to.deep.equal([0, 0]);
      expect(await world.row(id)).to.include({ state: 'ready', flaws: flaw });
    });
  }

  it('finds nothing wrong with several minutes in which the picture moves, and sees when such a long one does not', async () => {
    for (const [picture, state] of [
      ['moving', { state: 'ready', attempt: 1, flaws: '' }],
      ['still', { state: 'processing', attempt: 2 }],
    ] as const) {
      const { id } = await world.record({ sec: 180, size: '160x90', picture });
      await world.pipeline.run(id);
      expect(await world.row(id), picture).to.include(state);
    }
  });

  it('says of a film that has no sound that it is so', async () => {
    const { id } = await world.record({ sec: 5, sound: 'none' });
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', flaws: 'no_sound' });
  });

  it('says of one that ends long before it was stopped that something is missing', async () => {
    const { id } = await world.record({ sec: 5, comment: `seodang:startedAt=${Date.now() - 60_000}` });
    await world.pipeline.run(id);
    await world.dueNow(id);
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', flaws: 'shorter_than_lesson' });
  });

  it('goes on where a transfer was cut off', async () => {
    const { id } = await world.record({ sec: 5 });
    const part = join(world.folder, 'work', id, 'film.mp4.part');
    const hasCome = async () => (await stat(part).catch(() => null))?.size === 20_000;
    const when = () => until(hasCome, { what: 'the first bytes', withinMs: 30_000 });
    world.fake.recordings.cuts.push({ after: 20_000, when });
    world.fake.recordings.asked.length = 0;
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'processing', attempt: 2 });
    await world.dueNow(id);
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready' });
    expect(world.fake.recordings.asked).to.deep.equal([0, 20_000]);
  });

  it('can be watched in its own size while the smaller ones are made', async () => {
    const { id, instructor } = await world.record({ sec: 16, size: '1280x720' });
    const running = world.pipeline.run(id);
    await until(async () => (await world.row(id))['published_version'] === 1, {
      what: 'the first rendition',
      withinMs: 60_000,
    });
    const {
      state,
      renditions: names,
      links,
    } = await world.recordings.replay.view(actorOf(instructor), id, {});
    expect({ state, names }).to.deep.equal({ state: 'processing', names: ['720p', 'audio'] });
    expect(links.poster).to.be.a('string');
    await running;
    const view = await world.recordings.replay.view(actorOf(instructor), id, {});
    expect(view.renditions).to.deep.equal(['720p', '480p', '240p', 'audio']);
  });

  it('is not begun while its machine has as much to do as it may', async () => {
    const [{ id: other }, { id }] = [await world.record({ sec: 4 }), await world.record({ sec: 4 })];
    const leased = `lease_by = UUID(), lease_host = :host, lease_until = NOW(3) + INTERVAL 1 MINUTE`;
    await world.platform.db.query(`UPDATE recordings SET ${leased} WHERE id = :other`, {
      replacements: { other, host: hostname().slice(0, 64) },
    });
    await world.pipelineWith({ most: 1 }).run(id);
    expect(await world.row(id)).to.include({ state: 'processing', published_version: null, lease_by: null });
    await world.pipelineWith({ most: 2 }).run(id);
    expect(await world.row(id)).to.include({ state: 'ready' });
    await world.platform.db.query('UPDATE recordings SET lease_until = NULL');
  });

  it('is made anew from the film that was kept, and shows the old version until then', async () => {
    const { id, instructor } = await world.record({ sec: 5 });
    await world.pipeline.run(id);
    await world.recordings.lifecycle.reconcile();
    expect(await world.row(id)).to.include({ has_raw: 0 });
    const view = await world.recordings.studio.rebuild(actorOf(instructor), id);
    expect(view).to.include({ state: 'processing', isWatchable: true });
    expect(await world.row(id)).to.include({ version: 2, published_version: 1 });
    await world.pipeline.run(id);
    expect(await world.row(id)).to.include({ state: 'ready', published_version: 2 });
    expect(await readdir(store(id))).to.deep.equal(['2']);
    expect((await renditions(id, 1)).length).to.equal(0);
    expect((await renditions(id, 2)).map(({ name }) => name)).to.deep.equal(['240p', 'audio']);
  });

  it('can be downloaded without what was trimmed off, not even hidden', async () => {
    const { id, instructor } = await world.record({ sec: 13 });
    await world.pipeline.run(id);
    const { studio, replay } = world.recordings;
    await studio.change(actorOf(instructor), id, { mayDownload: true });
    const download = async () => (await replay.view(actorOf(instructor), id, {})).links.download;
    expect(await download()).to.be.a('string');
    await studio.trim(actorOf(instructor), id, { startMs: 2_500, endMs: 9_000 });
    expect(await download()).to.equal(null);
    expect(await world.cutter.run()).to.equal(1);
    expect(await world.cutter.run()).to.equal(0);
    expect(await download()).to.be.a('string');
    const cut = await probeFilm(store(id, '1', 'cut', '2500-9000', 'film.mp4'));
    // It begins with the first keyframe after the trim, at four seconds.
    expect(cut.durationSec).to.be.within(4.9, 5.2);
    await studio.trim(actorOf(instructor), id, { startMs: null, endMs: null });
    expect(await download()).to.be.a('string');
  });

  it('goes at its date, then for good, with all that hangs on it; the ledger stays', async () => {
    const { id, nodeId, student } = await world.record({ sec: 5 });
    await world.pipeline.run(id);
    await world.recordings.replay.report(actorOf(student), id, {
      positionMs: 1_000,
      watched: [{ fromMs: 0, toMs: 1_000 }],
    });
    const change = (what: string) =>
      world.platform.db.query(`UPDATE recordings SET ${what} WHERE id = :id`, { replacements: { id } });
    await change('retain_until = NOW(3) - INTERVAL 1 MINUTE');
    expect(await world.recordings.sweep.run()).to.deep.equal({ deleted: 1, purged: 0 });
    expect(await readdir(store(id))).to.deep.equal(['1']);
    await change('deleted_at = NOW(3) - INTERVAL 8 DAY');
    expect(await world.recordings.sweep.run()).to.deep.equal({ deleted: 0, purged: 1 });
    expect(await readdir(store()).catch(() => [])).to.not.include(id);
    expect(await world.row(id)).to.include({ has_files: 0, title: '' });
    await world.recordings.lifecycle.reconcile();
    expect(world.fake.recordings.all.has(nodeId)).to.equal(false);
    const [left] = await world.platform.db.query(
      `SELECT (SELECT COUNT(*) FROM recording_watches WHERE recording_id = :id) AS watches,
              (SELECT COUNT(*) FROM recording_renditions WHERE recording_id = :id) AS renditions,
              (SELECT GROUP_CONCAT(deed ORDER BY id) FROM recording_ledger WHERE recording_id = :id) AS deeds`,
      { replacements: { id } },
    );
    expect(left).to.deep.equal([
      { watches: 0, renditions: 0, deeds: 'started,stopped,deleted,purged,raw-removed' },
    ]);
  });

  it('keeps it in an S3-compatible store as well', async () => {
    const server = await startS3(world.folder);
    try {
      const storage = new S3Storage(server.config);
      const pipeline = world.pipelineWith({ storage });
      const { id } = await world.record({ sec: 9 });
      await pipeline.run(id);
      expect(await world.row(id)).to.include({ state: 'ready' });
      const kept = await storage.list(id);
      expect(kept.map(({ key }) => key.replace(`${id}/1/`, '')).sort()).to.include.members([
        '240p/00000.m4s',
        '240p/init.mp4',
        'audio/00002.m4s',
        'film/film.mp4',
        'pictures/poster.jpg',
      ]);
      const path = await storage.innerPath(`${id}/1/240p/00000.m4s`);
      const answer = await fetch(`${server.config.url}${path.replace('/_store', '')}`, {
        headers: { Range: 'bytes=4-7' },
      });
      expect([answer.status, await answer.text()]).to.deep.equal([206, 'styp']);
    } finally {
      await server.close();
    }
  });

  it('reads no playlist that is not finished', () => {
    expect(readPlaylist('#EXTM3U\n#EXTINF:4.000000,\n00000.m4s\n')).to.equal(null);
    expect(readPlaylist('#EXTM3U\n#EXTINF:4.000000,\n00000.m4s\n#EXT-X-ENDLIST\n')).to.deep.equal([
      { name: '00000.m4s', durationMs: 4000 },
    ]);
  });
});
