import { RecordingPage, RecordingView, RecordingViewerPage } from '@seodang/contracts/recordings';
import { Bookmark, BookmarkList, Captions, ChapterList, WatchProgress } from '@seodang/contracts/replay';
import { Problem } from '@seodang/contracts/problem';
import { newUuid } from '@seodang/server-kit/ids';
import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { makeUser } from '../../../test/factories.js';
import type { Client } from '../../../test/api.js';
import { ask, follow, linksIn, replayOf, useReplays } from '../../../test/replay-world.js';

describe('recordings over the API, in the hands of their people,', function () {
  this.timeout(60_000);
  const world = useReplays();

  it('are trimmed without being encoded again', async () => {
    const { id, teacher, pupil } = await world.ready();
    const trim = { startMs: 5_000, endMs: 15_000 };
    await ask(teacher, RecordingView, `PUT /api/recordings/${id}/trim`, trim);
    const view = await replayOf(pupil, id);
    expect(view).to.deep.include({ trim, playlistStartMs: 4_000, durationMs: 22_000 });
    const [, picture = ''] = linksIn((await follow(pupil, view.links.playlist)).text);
    const names = (await follow(pupil, picture)).text.match(/\d{5}\.m4s/g);
    expect(names).to.deep.equal(['00001.m4s', '00002.m4s', '00003.m4s']);
    const whole = await replayOf(teacher, id, '?whole=true');
    expect(whole).to.deep.include({ trim, playlistStartMs: 0 });
    const [, all = ''] = linksIn((await follow(teacher, whole.links.playlist)).text);
    expect((await follow(teacher, all)).text.match(/\d{5}\.m4s/g)).to.have.length(6);
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
    const { id, teacher, pupil } = await world.ready();
    await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, {
      mayDownload: true,
      title: '붓글씨 / 첫 시간',
    });
    const { links } = await replayOf(pupil, id);
    const sent = await pupil.call('GET', links.download ?? '');
    expect(sent.headers.get('x-accel-redirect')).to.equal(`/_recordings/${id}/1/film/film.mp4`);
    const name = encodeURIComponent('붓글씨   첫 시간.mp4');
    expect(sent.headers.get('content-disposition'))
      .to.match(/^attachment; filename=/)
      .and.to.include(name);
    await ask(teacher, RecordingView, `PATCH /api/recordings/${id}`, { mayDownload: false });
    expect((await pupil.refused('GET', links.download ?? '')).code).to.equal(
      'recording.download_not_allowed',
    );
    expect((await replayOf(pupil, id)).links.download).to.equal(null);
  });

  it('remember where one was, what one saw, and tell the instructor', async () => {
    const { id, teacher, pupil, student } = await world.ready();
    const report = (body: object) => ask(pupil, WatchProgress, `PUT /api/recordings/${id}/progress`, body);
    await report({ positionMs: 8_000, watched: [{ fromMs: 0, toMs: 8_000 }] });
    const kept = await report({ positionMs: 11_000, watched: [{ fromMs: 8_100, toMs: 11_000 }] });
    expect(kept).to.deep.equal({
      positionMs: 11_000,
      watchedPercent: 50,
      watched: [{ fromMs: 0, toMs: 11_000 }],
    });
    expect((await replayOf(pupil, id)).progress).to.deep.equal(kept);
    await Promise.all(
      [0, 4, 8, 12].map((sec) => {
        const watched = [{ fromMs: sec * 1_000, toMs: (sec + 2) * 1_000 }];
        return ask(teacher, WatchProgress, `PUT /api/recordings/${id}/progress`, { positionMs: 0, watched });
      }),
    );
    expect((await replayOf(teacher, id)).progress?.watched, 'first reports at once').to.have.length(4);
    const viewers = await ask(teacher, RecordingViewerPage, `GET /api/recordings/${id}/viewers`);
    expect(viewers.items).to.have.length(2);
    expect(viewers.items.find(({ userId }) => userId === student.id)).to.include({
      userId: student.id,
      watchedMs: 11_000,
      watchedPercent: 50,
    });
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
    const { id, teacher, pupil } = await world.ready();
    const clientId = newUuid();
    const add = () =>
      ask(pupil, Bookmark, `POST /api/recordings/${id}/bookmarks`, { atMs: 3_000, note: '질문', clientId });
    const [first] = await Promise.all([add(), add(), add()]);
    const list = () => ask(pupil, BookmarkList, `GET /api/recordings/${id}/bookmarks`);
    expect((await list()).items).to.deep.equal([first]);
    const beyond = { atMs: 2 ** 32, note: '', clientId: newUuid() };
    expect((await pupil.refused('POST', `/api/recordings/${id}/bookmarks`, { body: beyond })).code).to.equal(
      'request.invalid',
    );
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
    const { id, teacher, pupil } = await world.ready();
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
    expect((await follow(world.api.browser(), links.captions[0]?.src ?? '')).text).to.include('안녕하세요');
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

  it('take captions in languages that there are, and not without end', async () => {
    const { id, teacher, pupil } = await world.ready();
    const upload = async (lang: string) => {
      const call = {
        body: 'WEBVTT\n\n00:01.000 --> 00:03.000\nx\n',
        headers: { 'Content-Type': 'text/vtt' },
      };
      return (await teacher.call('PUT', `/api/recordings/${id}/captions/${lang}`, call)).status;
    };
    for (const none of ['ko-1a', 'en-us1', 'ko-KRR']) expect(await upload(none), none).to.equal(404);
    expect(await upload('es-419')).to.equal(200);
    const [spanish] = (await replayOf(pupil, id)).links.captions;
    expect(spanish?.label).to.match(/^español/);
    expect((await follow(pupil, spanish?.src ?? '')).text).to.include('-->');
    await world.api.platform.db.query(
      `INSERT INTO recording_captions (recording_id, lang, cues, body, updated_at)
       SELECT :id, CONCAT('q', CHAR(97 + seq)), 1, '[]', NOW(3) FROM seq_0_to_24`,
      { replacements: { id } },
    );
    const answers = await Promise.all(['ko', 'en', 'de', 'fr', 'ja'].map(upload));
    expect(answers.toSorted()).to.deep.equal([200, 200, 200, 200, 409]);
    expect(await upload('es-419'), 'one that is there already').to.equal(200);
    expect((await replayOf(pupil, id)).links.captions).to.have.length(30);
  });

  it('are changed and watched as fast as people do, not faster', async () => {
    const { id, teacher, pupil } = await world.ready();
    const taken = async (client: Client, [method, path]: [string, string], body: object) => {
      const calls = Array.from({ length: 125 }, () =>
        client.call(method, `/api/recordings/${id}${path}`, { body }),
      );
      const refused = (await Promise.all(calls)).filter(({ status }) => status === 429);
      for (const answer of refused) expect(Problem.parse(answer.body).code).to.equal('request.too_many');
      return calls.length - refused.length;
    };
    // The stop was the first of sixty.
    expect(await taken(teacher, ['PATCH', ''], { title: 'x' })).to.equal(59);
    expect(await taken(pupil, ['PUT', '/progress'], { positionMs: 1, watched: [] })).to.equal(120);
    const { status } = await pupil.call('GET', `/api/recordings/${id}/replay`);
    expect(status, 'watching goes on').to.equal(200);
  });

  it('are all found by operators, with what was done to them', async () => {
    const { id, lesson, teacher, pupil } = await world.ready();
    const operator = await world.api.as(await makeUser({ roles: ['operator'] }));
    const list = await ask(operator, RecordingPage, 'GET /api/recordings?limit=1');
    expect(list.items.map((item) => item.id)).to.deep.equal([id]);
    expect(list.nextCursor).to.be.a('string');
    expect((await replayOf(operator, id)).may.manage).to.equal(true);
    for (const other of [teacher, pupil])
      expect((await other.refused('GET', '/api/recordings')).code).to.equal('auth.forbidden');
    const ledgers = ['consents', 'recording-ledger'].flatMap((name) => [name, `${name}.csv`]);
    for (const ledger of ledgers) {
      const path = `/api/lessons/${lesson.id}/${ledger}`;
      expect((await operator.call('GET', path)).status, ledger).to.equal(200);
      expect((await pupil.refused('GET', path)).code, ledger).to.equal('auth.forbidden');
    }
    const nowhere = `/api/lessons/${newUuid()}/consents`;
    expect((await operator.refused('GET', nowhere)).code).to.equal('lesson.not_found');
  });

  it('are deleted, come back, and go at their date; the ledger knows by whom', async () => {
    const { id, teacher, pupil, instructor } = await world.ready();
    const { links } = await replayOf(pupil, id);
    const reason = '나온 분이 지워 달라고 했어요';
    const deleted = await ask(teacher, RecordingView, `DELETE /api/recordings/${id}`, { reason });
    expect(deleted.restorableUntil).to.be.a('string');
    expect((await pupil.refused('GET', `/api/recordings/${id}/replay`)).code).to.equal('recording.not_found');
    expect((await pupil.refused('GET', links.playlist)).code).to.equal('recording.link_invalid');
    await ask(teacher, RecordingView, `POST /api/recordings/${id}/restore`);
    world.api.clock.forward({ sec: 25 });
    await follow(pupil, (await replayOf(pupil, id)).links.playlist);
    const past = new Date(world.api.clock.now().getTime() - 1000).toISOString();
    expect(
      (await teacher.refused('PATCH', `/api/recordings/${id}`, { body: { retainUntil: past } })).code,
    ).to.equal('request.invalid');
    const deeds = await world.api.platform.db.query<{ deed: string; userId: string; detail: string }>(
      'SELECT deed, user_id AS userId, detail FROM recording_ledger WHERE recording_id = :id ORDER BY id',
      { replacements: { id }, type: QueryTypes.SELECT },
    );
    expect(deeds.map(({ deed }) => deed)).to.deep.equal(['started', 'stopped', 'deleted', 'restored']);
    expect(deeds.map(({ detail }) => detail)).to.deep.equal(['', '', reason, '']);
    expect(new Set(deeds.map(({ userId }) => userId))).to.deep.equal(new Set([instructor.id]));
  });
});
