import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LessonRecordings,
  RecordingPage,
  RecordingView,
  RecordingViewerPage,
} from '@seodang/contracts/recordings';
import {
  Bookmark,
  BookmarkList,
  Captions,
  ChapterList,
  ReplayView,
  WatchProgress,
} from '@seodang/contracts/replay';
import { expect } from 'chai';
import { newUuid } from '@seodang/server-kit/ids';
import { QueryTypes } from 'sequelize';
import type { z } from 'zod';
import { useApi, type Client } from '../../test/api.js';
import { costlyReads } from '../../test/explain.js';
import { enrol, makeClass, makeInstructor, makeUser } from '../../test/factories.js';
import { FakeOpenVidu } from '../../test/fake-openvidu.js';
import { RecordingTable } from './recording.model.js';
import { WorkTable } from './pipeline/work.model.js';

describe('recordings over the API', function () {
  this.timeout(60_000);
  const fake = new FakeOpenVidu();
  let folder = '';
  before(async () => {
    await fake.start();
    folder = await mkdtemp(join(tmpdir(), 'seodang-replays-'));
  });
  after(async () => {
    await fake.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const api = useApi(() => ({
    OPENVIDU_URL: fake.url,
    OPENVIDU_SECRET: fake.secret,
    RECORDINGS_PATH: join(folder, 'store'),
    RECORDINGS_WORK: join(folder, 'work'),
  }));
  const ask = async <S extends z.ZodType>(
    client: Client,
    schema: S,
    call: string,
    body?: unknown,
  ): Promise<z.output<S>> => {
    const [method = '', path = ''] = call.split(' ');
    const answer = await client.call(method, path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${call}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return schema.parse(answer.body);
  };

  /** A lesson whose recording is ready: rows as the pipeline leaves them. */
  async function ready() {
    const { instructor, student, course, lesson } = await makeClass({ state: 'live', startsAt: new Date() });
    const teacher = await api.as(instructor);
    const { id } = await ask(teacher, RecordingView, `POST /api/lessons/${lesson.id}/recording`, {});
    await ask(teacher, RecordingView, `POST /api/lessons/${lesson.id}/recording/stop`);
    const recordings = new RecordingTable(api.platform.db);
    const facts = {
      sprites: { everyMs: 4_000, columns: 8, rows: 8, width: 160, height: 90, sheets: 1 },
    };
    const done = { state: 'ready', publishedVersion: 1, durationMs: 22_000, sizeBytes: 1_000_000 } as const;
    await recordings.change(id, { ...done, facts: JSON.stringify(facts) }, { now: new Date() });
    const work = new WorkTable(api.platform.db);
    const segments = [4_000, 4_000, 4_000, 4_000, 4_000, 2_000];
    const rates = { bandwidth: 900_000, averageBandwidth: 500_000, segments, sizeBytes: 5 };
    const picture = { width: 1280, height: 720, frameRate: 25, codecs: 'avc1.64001f' };
    await work.addRendition(id, 1, { name: '720p', ...picture, ...rates });
    await work.addRendition(id, 1, {
      name: 'audio',
      width: null,
      height: null,
      frameRate: null,
      ...rates,
      codecs: 'mp4a.40.2',
    });
    return { id, instructor, student, course, lesson, teacher, pupil: await api.as(student) };
  }
  const replayOf = (client: Client, id: string, query = '') =>
    ask(client, ReplayView, `GET /api/recordings/${id}/replay${query}`);
  const text = async (client: Client, link: string) => {
    const { status, body, headers } = await client.call('GET', link);
    if (status !== 200) throw new Error(`${link}: ${status}`);
    return { text: String(body), headers };
  };
  const linksIn = (playlist: string) => playlist.match(/\/media\/[^"\s]+/g) ?? [];

  it('are started, listed and watched by those who may, and unknown to all others', async () => {
    const { id, lesson, teacher, pupil, instructor } = await ready();
    const stranger = await api.as(await makeUser());
    const colleague = await api.as(await makeInstructor());
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
    expect((await replayOf(teacher, id)).may).to.include({ manage: true });
    expect(view.course.instructorName).to.equal(instructor.name);
    for (const client of [stranger, colleague]) {
      expect((await client.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal(
        'recording.not_found',
      );
      expect((await client.refused('GET', `/api/lessons/${lesson.id}/recordings`)).code).to.equal(
        'lesson.not_found',
      );
    }
    expect((await api.browser().refused('GET', `/api/recordings/${id}/replay`)).code).to.equal(
      'auth.required',
    );
    const operator = await api.as(await makeUser({ roles: ['operator'] }));
    expect((await replayOf(operator, id)).may).to.include({ manage: true });
  });

  it('are managed by nobody who may only watch', async () => {
    const { id, pupil } = await ready();
    const stranger = await api.as(await makeUser());
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
      expect((await api.browser().refused(method, path_, call)).code, path).to.equal('auth.required');
    }
  });

  it('play by links of ten minutes, from the playlist to each segment', async () => {
    const { id, pupil } = await ready();
    const { links } = await replayOf(pupil, id);
    const visitor = api.browser();
    const master = await text(visitor, links.playlist);
    expect(master.headers.get('content-type')).to.include('application/vnd.apple.mpegurl');
    expect(master.headers.get('cache-control')).to.equal('no-store');
    const [sound = '', picture = ''] = linksIn(master.text);
    const media = await text(visitor, picture);
    const segments = linksIn(media.text);
    expect(segments).to.have.length(7);
    const segment = segments[2] ?? '';
    const sent = await visitor.call('GET', segment);
    expect(sent.headers.get('x-accel-redirect')).to.equal(`/_recordings/${id}/1/720p/00001.m4s`);
    expect(sent.headers.get('cache-control')).to.equal('private, max-age=600');
    expect(linksIn((await text(visitor, sound)).text)).to.have.length(7);
    const thumbnails = await text(visitor, links.thumbnails ?? '');
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
    api.clock.forward({ sec: 601 });
    expect((await visitor.refused('GET', segment)).code).to.equal('recording.link_invalid');
    expect((await visitor.refused('GET', links.playlist)).code).to.equal('recording.link_invalid');
  });

  it('are gone within a minute for who lost the seat, was removed, or signed out', async () => {
    const { id, pupil, lesson, course, teacher } = await ready();
    const other = await makeUser();
    await enrol(other, course);
    const third = await makeUser();
    await enrol(third, course);
    const clients = [pupil, await api.as(other), await api.as(third)];
    const links = await Promise.all(
      clients.map(async (client) => (await replayOf(client, id)).links.playlist),
    );
    for (const link of links) await text(api.browser(), link);
    await pupil.call('DELETE', `/api/courses/${course.id}/enrolment`);
    await teacher.call('POST', `/api/lessons/${lesson.id}/people/${other.id}/remove`);
    await clients[2]?.call('POST', '/api/auth/sign-out');
    api.clock.forward({ sec: 59 });
    for (const link of links)
      expect((await api.browser().refused('GET', link)).code).to.equal('recording.link_invalid');
    expect((await pupil.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal('recording.not_found');
    expect((await clients[1]?.refused('GET', `/api/recordings/${id}/replay`))?.code).to.equal(
      'recording.not_found',
    );
  });

  it('are shared by a link that can be taken back', async () => {
    const { id, teacher, pupil } = await ready();
    const visitor = api.browser();
    const { sharePath } = await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, {
      visibility: 'link',
    });
    const key = new URL(sharePath ?? '', 'http://x').searchParams.get('key') ?? '';
    expect(key).to.have.length(22);
    const view = await replayOf(visitor, id, `?key=${key}`);
    expect(view.may).to.deep.equal({ manage: false, download: false, keep: false, readChat: false });
    await text(visitor, view.links.playlist);
    expect(
      (await visitor.refused('GET', `/api/recordings/${id}/replay?key=${'x'.repeat(22)}`)).code,
    ).to.equal('recording.not_found');
    await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, { visibility: 'hidden' });
    api.clock.forward({ sec: 25 });
    expect((await visitor.refused('GET', view.links.playlist)).code).to.equal('recording.link_invalid');
    expect((await visitor.refused('GET', `/api/recordings/${id}/replay?key=${key}`)).code).to.equal(
      'recording.not_found',
    );
    expect((await pupil.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal('recording.not_found');
    expect((await replayOf(teacher, id)).title).to.be.a('string');
    const again = await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, { visibility: 'link' });
    expect(again.sharePath).not.to.equal(sharePath);
  });

  it('are trimmed without being encoded again', async () => {
    const { id, teacher, pupil } = await ready();
    const trim = { startMs: 5_000, endMs: 15_000 };
    await ask(teacher, RecordingView, `PUT /api/recordings/${id}/trim`, trim);
    const view = await replayOf(pupil, id);
    expect(view).to.deep.include({ trim, playlistStartMs: 4_000, durationMs: 22_000 });
    const [, picture = ''] = linksIn((await text(pupil, view.links.playlist)).text);
    const names = (await text(pupil, picture)).text.match(/\d{5}\.m4s/g);
    expect(names).to.deep.equal(['00001.m4s', '00002.m4s', '00003.m4s']);
    const whole = await replayOf(teacher, id, '?whole=true');
    expect(whole).to.deep.include({ trim, playlistStartMs: 0 });
    const [, all = ''] = linksIn((await text(teacher, whole.links.playlist)).text);
    expect((await text(teacher, all)).text.match(/\d{5}\.m4s/g)).to.have.length(6);
    expect((await replayOf(pupil, id, '?whole=true')).playlistStartMs).to.equal(4_000);
    for (const wrong of [
      { startMs: 10_000, endMs: 10_500 },
      { startMs: 10_000, endMs: 5_000 },
      { startMs: 0, endMs: 60_000 },
    ])
      expect((await teacher.refused('PUT', `/api/recordings/${id}/trim`, { body: wrong })).code).to.equal(
        'recording.trim_invalid',
      );
    await ask(teacher, RecordingView, `PUT /api/recordings/${id}/trim`, { startMs: null, endMs: null });
    expect((await replayOf(pupil, id)).trim).to.deep.equal({ startMs: 0, endMs: 22_000 });
  });

  it('are downloaded only when that is allowed, and whole', async () => {
    const { id, teacher, pupil } = await ready();
    await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, {
      mayDownload: true,
      title: '붓글씨 / 첫 시간',
    });
    const { links } = await replayOf(pupil, id);
    const sent = await pupil.call('GET', links.download ?? '');
    expect(sent.headers.get('x-accel-redirect')).to.equal(`/_recordings/${id}/1/film/film.mp4`);
    expect(sent.headers.get('content-disposition')).to.match(/^attachment; filename=/);
    await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, { mayDownload: false });
    expect((await pupil.refused('GET', links.download ?? '')).code).to.equal(
      'recording.download_not_allowed',
    );
    expect((await replayOf(pupil, id)).links.download).to.equal(null);
  });

  it('remember where one was, what one saw, and tell the instructor', async () => {
    const { id, teacher, pupil, student } = await ready();
    const report = (body: object) => ask(pupil, WatchProgress, `PUT /api/recordings/${id}/progress`, body);
    await report({ positionMs: 8_000, watched: [{ fromMs: 0, toMs: 8_000 }] });
    const kept = await report({ positionMs: 11_000, watched: [{ fromMs: 8_100, toMs: 11_000 }] });
    expect(kept).to.deep.equal({
      positionMs: 11_000,
      watchedPercent: 50,
      watched: [{ fromMs: 0, toMs: 11_000 }],
    });
    expect((await replayOf(pupil, id)).progress).to.deep.equal(kept);
    const viewers = await ask(teacher, RecordingViewerPage, `GET /api/recordings/${id}/viewers`);
    expect(viewers.items).to.have.length(1);
    expect(viewers.items[0]).to.include({ userId: student.id, watchedMs: 11_000, watchedPercent: 50 });
    for (const watched of [
      [{ fromMs: 5, toMs: 5 }],
      Array.from({ length: 51 }, () => ({ fromMs: 0, toMs: 1 })),
    ])
      expect(
        (await pupil.refused('PUT', `/api/recordings/${id}/progress`, { body: { positionMs: 0, watched } }))
          .code,
      ).to.equal('request.invalid');
  });

  it('take bookmarks of one’s own, each once', async () => {
    const { id, teacher, pupil } = await ready();
    const clientId = newUuid();
    const add = () =>
      ask(pupil, Bookmark, `POST /api/recordings/${id}/bookmarks`, { atMs: 3_000, note: '질문', clientId });
    const [first] = await Promise.all([add(), add(), add()]);
    const list = () => ask(pupil, BookmarkList, `GET /api/recordings/${id}/bookmarks`);
    expect((await list()).items).to.deep.equal([first]);
    const path = `/api/recordings/${id}/bookmarks/${first.id}`;
    expect((await ask(pupil, Bookmark, `PATCH ${path}`, { note: '' })).note).to.equal('');
    expect((await teacher.refused('PATCH', path, { body: { note: 'x' } })).code).to.equal(
      'bookmark.not_found',
    );
    await teacher.call('DELETE', path);
    expect((await list()).items).to.have.length(1);
    expect((await pupil.call('DELETE', path)).status).to.equal(204);
    expect((await list()).items).to.deep.equal([]);
  });

  it('have chapters and captions', async () => {
    const { id, teacher, pupil } = await ready();
    const put = (body: object) => teacher.call('PUT', `/api/recordings/${id}/chapters`, { body });
    const chapters = [
      { atMs: 9_000, title: '둘' },
      { atMs: 0, title: '하나' },
    ];
    expect(
      ChapterList.parse((await put({ chapters })).body).chapters.map(({ title }) => title),
    ).to.deep.equal(['하나', '둘']);
    expect((await replayOf(pupil, id)).chapters).to.have.length(2);
    for (const wrong of [[{ atMs: 60_000, title: 'x' }], [chapters[0], { atMs: 9_100, title: 'x' }]])
      expect((await put({ chapters: wrong })).status).to.equal(400);

    const upload = (lang: string, body: string) =>
      teacher.call('PUT', `/api/recordings/${id}/captions/${lang}`, {
        body,
        headers: { 'Content-Type': 'text/vtt' },
      });
    const { body } = await upload('ko', 'WEBVTT\n\n00:01.000 --> 00:03.000\n안녕하세요\n');
    expect(Captions.parse(body)).to.deep.equal({ lang: 'ko', label: '한국어', cues: 1 });
    const { links } = await replayOf(pupil, id);
    expect(links.captions.map(({ lang }) => lang)).to.deep.equal(['ko']);
    expect((await text(api.browser(), links.captions[0]?.src ?? '')).text).to.include('안녕하세요');
    expect((await upload('ko', 'no captions')).status).to.equal(400);
    expect((await upload('../ko', 'x')).status).to.equal(404);
    expect(
      (await upload('ko', `WEBVTT\n\n00:01.000 --> 00:03.000\n${'x'.repeat(1_100_000)}`)).status,
    ).to.equal(413);
    expect((await teacher.call('DELETE', `/api/recordings/${id}/captions/ko`)).status).to.equal(204);
    expect((await teacher.refused('DELETE', `/api/recordings/${id}/captions/ko`)).code).to.equal(
      'recording.captions_not_found',
    );
  });

  it('are deleted, come back, and go at their date; the ledger knows by whom', async () => {
    const { id, teacher, pupil, instructor } = await ready();
    const { links } = await replayOf(pupil, id);
    const deleted = await ask(teacher, RecordingView, `DELETE /api/recordings/${id}`);
    expect(deleted.restorableUntil).to.be.a('string');
    expect((await pupil.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal('recording.not_found');
    expect((await pupil.refused('GET', links.playlist)).code).to.equal('recording.link_invalid');
    await ask(teacher, RecordingView, `POST /api/recordings/${id}/restore`);
    api.clock.forward({ sec: 25 });
    await text(pupil, (await replayOf(pupil, id)).links.playlist);
    const past = new Date(api.clock.now().getTime() - 1000).toISOString();
    expect(
      (await teacher.refused('PATCH', `/api/recordings/${id}`, { body: { retainUntil: past } })).code,
    ).to.equal('request.invalid');
    const deeds = await api.platform.db.query<{ deed: string; userId: string }>(
      'SELECT deed, user_id AS userId FROM recording_ledger WHERE recording_id = :id ORDER BY id',
      { replacements: { id }, type: QueryTypes.SELECT },
    );
    expect(deeds.map(({ deed }) => deed)).to.deep.equal(['started', 'stopped', 'deleted', 'restored']);
    expect(new Set(deeds.map(({ userId }) => userId))).to.deep.equal(new Set([instructor.id]));
  });

  it('are read by their indexes', async () => {
    const { id, lesson, teacher, pupil, student } = await ready();
    const { db } = api.platform;
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
      await ask(teacher, RecordingViewerPage, `GET /api/recordings/${id}/viewers`);
      await ask(pupil, WatchProgress, `PUT /api/recordings/${id}/progress`, { positionMs: 1, watched: [] });
    });
    expect(reads).to.deep.equal([]);
  });
});
