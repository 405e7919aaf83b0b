import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LessonRecordings, RecordingView } from '@seodang/contracts/recordings';
import { ChapterList } from '@seodang/contracts/replay';
import { expect } from 'chai';
import sharp from 'sharp';
import type { Client } from '../../../test/api.js';
import { ask, follow, linksIn, replayOf, useReplays } from '../../../test/replay-world.js';

describe('replays that were trimmed', function () {
  this.timeout(60_000);
  const world = useReplays();

  it('show nothing of what was trimmed off: no picture, no sound, no chapter', async () => {
    const { id, lesson, teacher, pupil } = await world.ready();
    const chapters = [1_000, 9_000, 21_000].map((atMs) => ({ atMs, title: `${atMs}` }));
    await ask(teacher, ChapterList, `PUT /api/recordings/${id}/chapters`, { chapters });
    const seenBy = async (client: Client, query = '') => {
      const view = await replayOf(client, id, query);
      const { text } = await follow(client, view.links.thumbnails ?? '');
      return {
        poster: view.links.poster !== null,
        waveform: view.links.waveform !== null,
        sheets: [...new Set(text.match(/(?:sprite|cut)-\d{3}/g) ?? [])],
        firstAt: /\n(\S+) -->/.exec(text)?.[1],
        chapters: view.chapters.map(({ atMs }) => atMs),
      };
    };
    const all = {
      poster: true,
      waveform: true,
      sheets: ['sprite-001', 'sprite-002', 'sprite-003'],
      firstAt: '00:00:00.000',
      chapters: [1_000, 9_000, 21_000],
    };
    expect(await seenBy(pupil)).to.deep.equal(all);
    await ask(teacher, RecordingView, `PUT /api/recordings/${id}/trim`, { startMs: 5_000, endMs: 20_000 });
    expect(await seenBy(pupil)).to.deep.equal({
      poster: false,
      waveform: false,
      sheets: ['cut-001', 'sprite-002', 'cut-003'],
      firstAt: '00:00:00.000',
      chapters: [9_000],
    });
    const cards = await ask(pupil, LessonRecordings, `GET /api/lessons/${lesson.id}/recordings`);
    expect(cards.items.map(({ poster }) => poster)).to.deep.equal([null]);
    expect(await seenBy(teacher, '?whole=true')).to.deep.equal(all);
    await ask(teacher, RecordingView, `PUT /api/recordings/${id}/trim`, { startMs: 4_000, endMs: null });
    expect(await seenBy(pupil)).to.deep.include({
      poster: true,
      sheets: ['cut-001', 'sprite-002', 'sprite-003'],
      chapters: [9_000, 21_000],
    });
  });

  it('paint over what was trimmed off where its picture is on a sheet with others', async () => {
    const { id, teacher, pupil } = await world.ready();
    const folder = join(world.api.platform.config.recordings.path, id, '1', 'pictures');
    await mkdir(folder, { recursive: true });
    const red = { create: { width: 320, height: 90, channels: 3 as const, background: '#c00000' } };
    await sharp(red).jpeg().toFile(join(folder, 'sprite-001.jpg'));
    await ask(teacher, RecordingView, `PUT /api/recordings/${id}/trim`, { startMs: 5_000, endMs: 20_000 });
    const track = async () => (await follow(pupil, (await replayOf(pupil, id)).links.thumbnails ?? '')).text;
    const link = linksIn(await track())[0] ?? '';
    expect(link).to.include('/pictures/cut-001.jpg');
    const answer = await fetch(new URL(link, world.api.baseUrl));
    expect(answer.headers.get('content-type')).to.equal('image/jpeg');
    expect(answer.headers.get('cache-control')).to.equal('private, max-age=600');
    const { data } = await sharp(Buffer.from(await answer.arrayBuffer()))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const redAt = (x: number, y: number) => data[3 * (y * 320 + x)] ?? 0;
    expect(
      [redAt(20, 45), redAt(140, 45)].every((value) => value < 40),
      'before the trim',
    ).to.equal(true);
    expect(
      [redAt(180, 45), redAt(300, 45)].every((value) => value > 150),
      'after it',
    ).to.equal(true);
    // Trimmed further, the link that was given out shows no more than is left; without a file there is none.
    await ask(teacher, RecordingView, `PUT /api/recordings/${id}/trim`, { startMs: 9_000, endMs: 20_000 });
    expect((await pupil.refused('GET', link)).code).to.equal('recording.link_invalid');
    const last = linksIn(await track()).at(-1) ?? '';
    expect(last).to.include('/pictures/cut-003.jpg');
    expect((await pupil.refused('GET', last)).code).to.equal('recording.link_invalid');
  });
});
