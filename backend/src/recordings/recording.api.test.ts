import {
  LessonRecordings,
  RecordingPage,
  RecordingView,
  RecordingViewerPage,
} from '@seodang/contracts/recordings';
import { WatchProgress } from '@seodang/contracts/replay';
import { newUuid } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import { costlyReads } from '../../test/explain.js';
import { enrol, makeInstructor, makeUser } from '../../test/factories.js';
import { ask, follow, linksIn, replayOf, useReplays } from '../../test/replay-world.js';

describe('recordings over the API', function () {
  this.timeout(60_000);
  const world = useReplays();

  it('are started, listed and watched by those who may, and unknown to all others', async () => {
    const { id, lesson, course, teacher, pupil, instructor } = await world.ready();
    const stranger = await world.api.as(await makeUser());
    const colleague = await world.api.as(await makeInstructor());
    const cards = await ask(pupil, LessonRecordings, `GET /api/lessons/${lesson.id}/recordings`);
    expect(cards.items).to.have.length(1);
    expect(cards.items[0]).to.include({ id, durationMs: 22_000, isWatchable: true, positionMs: null });
    const own = await ask(teacher, RecordingPage, 'GET /api/studio/recordings');
    expect(own.items.map((each) => each.id)).to.include(id);
    expect((await ask(colleague, RecordingPage, 'GET /api/studio/recordings')).items).to.deep.equal([]);
    const view = await replayOf(pupil, id);
    expect(view).to.deep.include({
      durationMs: 22_000,
      trim: { startMs: 0, endMs: 22_000 },
      playlistStartMs: 0,
    });
    expect(view.may).to.deep.equal({ manage: false, download: false, keep: true, readChat: true });
    expect((await replayOf(teacher, id)).may).to.include({ manage: true, readChat: true });
    expect(view.course.instructorName).to.equal(instructor.name);
    for (const client of [stranger, colleague]) {
      expect((await client.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal(
        'recording.not_found',
      );
      expect((await client.refused('GET', `/api/lessons/${lesson.id}/recordings`)).code).to.equal(
        'lesson.not_found',
      );
    }
    expect((await world.api.browser().refused('GET', `/api/recordings/${id}/replay`)).code).to.equal(
      'auth.required',
    );
    const visiting = await makeUser({ roles: ['operator'] });
    const operator = await world.api.as(visiting);
    const mayOf = async () => (await replayOf(operator, id)).may;
    expect(await mayOf()).to.include({ manage: true, keep: true, readChat: false });
    await enrol(visiting, course);
    expect(await mayOf(), 'with a seat').to.include({ manage: true, readChat: true });
  });

  it('are managed by nobody who may only watch', async () => {
    const { id, pupil } = await world.ready();
    const stranger = await world.api.as(await makeUser());
    for (const [method, path, body] of [
      ['PATCH', '', { title: 'mine' }],
      ['DELETE', '', undefined],
      ['POST', '/restore', undefined],
      ['POST', '/rebuild', undefined],
      ['PUT', '/trim', { startMs: null, endMs: null }],
      ['PUT', '/chapters', { chapters: [] }],
      ['DELETE', '/captions/ko', undefined],
      ['GET', '/viewers', undefined],
    ] as const) {
      const call = body === undefined ? {} : { body };
      const path_ = `/api/recordings/${id}${path}`;
      expect((await pupil.refused(method, path_, call)).code, path).to.equal('auth.forbidden');
      expect((await stranger.refused(method, path_, call)).code, path).to.equal('recording.not_found');
      expect((await world.api.browser().refused(method, path_, call)).code, path).to.equal('auth.required');
    }
  });

  it('play by links of ten minutes, from the playlist to each segment', async () => {
    const { id, pupil } = await world.ready();
    const { links } = await replayOf(pupil, id);
    const visitor = world.api.browser();
    const master = await follow(visitor, links.playlist);
    expect(master.headers.get('content-type')).to.include('application/vnd.apple.mpegurl');
    expect(master.headers.get('cache-control')).to.equal('no-store');
    const [sound = '', picture = ''] = linksIn(master.text);
    const media = await follow(visitor, picture);
    const segments = linksIn(media.text);
    expect(segments).to.have.length(7);
    const segment = segments[2] ?? '';
    const sent = await visitor.call('GET', segment);
    expect(sent.headers.get('x-accel-redirect')).to.equal(`/_recordings/${id}/1/720p/00001.m4s`);
    expect(sent.headers.get('cache-control')).to.equal('private, max-age=600');
    expect(linksIn((await follow(visitor, sound)).text)).to.have.length(7);
    const thumbnails = await follow(visitor, links.thumbnails ?? '');
    expect(thumbnails.text).to.match(
      /^WEBVTT\n\n00:00:00\.000 --> 00:00:04\.000\n\/media\S+sprite-001\.jpg\?t=\S+#xywh=0,0,160,90/,
    );
    for (const forged of [
      segment.replace('00001', '00002'),
      segment.split('?')[0] ?? '',
      segment.replace(id, newUuid()),
      `${segment}x`,
      `${segment}&t=1`,
      `/media/recordings/${id}/1/film/film.mp4?${segment.split('?')[1] ?? ''}`,
    ]) {
      const { code } = await visitor.refused('GET', forged);
      expect(code, forged).to.equal('recording.link_invalid');
    }
    world.api.clock.forward({ sec: 601 });
    expect((await visitor.refused('GET', segment)).code).to.equal('recording.link_invalid');
    expect((await visitor.refused('GET', links.playlist)).code).to.equal('recording.link_invalid');
  });

  it('are gone within a minute for who lost the seat, was removed, suspended, or signed out', async () => {
    const { id, pupil, lesson, course, teacher } = await world.ready();
    const other = await makeUser();
    await enrol(other, course);
    const third = await makeUser();
    await enrol(third, course);
    const fourth = await makeUser();
    await enrol(fourth, course);
    const clients = [pupil, ...(await Promise.all([other, third, fourth].map((user) => world.api.as(user))))];
    const links = await Promise.all(
      clients.map(async (client) => (await replayOf(client, id)).links.playlist),
    );
    for (const link of links) await follow(world.api.browser(), link);
    await pupil.call('DELETE', `/api/courses/${course.id}/enrolment`);
    await teacher.call('POST', `/api/lessons/${lesson.id}/people/${other.id}/remove`);
    await clients[2]?.call('POST', '/api/auth/sign-out');
    await fourth.update({ suspendedAt: world.api.clock.now() });
    world.api.clock.forward({ sec: 59 });
    for (const link of links)
      expect((await world.api.browser().refused('GET', link)).code).to.equal('recording.link_invalid');
    expect((await pupil.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal('recording.not_found');
    expect((await clients[1]?.refused('GET', `/api/recordings/${id}/replay`))?.code).to.equal(
      'recording.not_found',
    );
  });

  it('are shared by a link that can be taken back', async () => {
    const { id, teacher, pupil } = await world.ready();
    const visitor = world.api.browser();
    const { sharePath } = await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, {
      visibility: 'link',
    });
    const key = new URL(sharePath ?? '', 'http://x').searchParams.get('key') ?? '';
    expect(key).to.have.length(22);
    const view = await replayOf(visitor, id, `?key=${key}`);
    expect(view.may).to.deep.equal({ manage: false, download: false, keep: false, readChat: false });
    await follow(visitor, view.links.playlist);
    expect(
      (await visitor.refused('GET', `/api/recordings/${id}/replay?key=${'x'.repeat(22)}`)).code,
    ).to.equal('recording.not_found');
    await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, { visibility: 'hidden' });
    world.api.clock.forward({ sec: 25 });
    expect((await visitor.refused('GET', view.links.playlist)).code).to.equal('recording.link_invalid');
    expect((await visitor.refused('GET', `/api/recordings/${id}/replay?key=${key}`)).code).to.equal(
      'recording.not_found',
    );
    expect((await pupil.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal('recording.not_found');
    expect((await replayOf(teacher, id)).title).to.be.a('string');
    const again = await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, { visibility: 'link' });
    expect(again.sharePath).not.to.equal(sharePath);
  });

  it('are read by their indexes', async () => {
    const { id, lesson, teacher, pupil, student } = await world.ready();
    const operator = await world.api.as(await makeUser({ roles: ['operator'] }));
    const { db } = world.api.platform;
    await db.query(
      `INSERT INTO recordings (id, lesson_id, title, node_id, node_started_at, node_status, node_seen_at, state, started_at,
                               has_raw, published_version, created_at, updated_at)
       SELECT UUID(), (SELECT id FROM lessons WHERE id <> :lessonId LIMIT 1), 'x', CONCAT('old-', seq), NOW(3), 'ready', NOW(3),
              'ready', NOW(3), FALSE, 1, NOW(3), NOW(3) FROM seq_1_to_5000`,
      { replacements: { lessonId: lesson.id } },
    );
    await db.query(
      `INSERT INTO recording_bookmarks (id, recording_id, user_id, client_id, at_ms, note, created_at)
       SELECT UUID(), :id, :userId, UUID(), seq, '', NOW(3) FROM seq_1_to_150`,
      { replacements: { id, userId: student.id } },
    );
    await db.query('ANALYZE TABLE recordings, recording_bookmarks, recording_watches, recording_renditions');
    const reads = await costlyReads(db, async () => {
      await replayOf(pupil, id);
      await ask(pupil, LessonRecordings, `GET /api/lessons/${lesson.id}/recordings`);
      await ask(teacher, RecordingPage, 'GET /api/studio/recordings');
      await ask(operator, RecordingPage, 'GET /api/recordings');
      await ask(teacher, RecordingViewerPage, `GET /api/recordings/${id}/viewers`);
      await ask(pupil, WatchProgress, `PUT /api/recordings/${id}/progress`, { positionMs: 1, watched: [] });
    });
    expect(reads).to.deep.equal([]);
  });
});
