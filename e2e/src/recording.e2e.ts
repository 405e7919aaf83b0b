import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsentLedger } from '@seodang/contracts/recording-consent';
import { LessonRecordingLedger, RecordingView } from '@seodang/contracts/recordings';
import { ReplayView } from '@seodang/contracts/replay';
import { LessonTimeline } from '@seodang/contracts/timeline';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { castOf, holdLesson, type Cast, type Script } from './browser/recorded-lesson.js';
import { useSchool, type School } from './browser/school.js';
import type { Visitor } from './browser/visitor.js';
import { askAs, signInAs, statusOf, textAt, type Ask } from './support/api.js';
import { keepFigure } from './support/figures.js';
import { sightsAt } from './support/film.js';
import { makeLesson, type FreshLesson } from './support/lessons.js';
import { isMeant, latenessIn, measure } from './support/seen.js';
import { target } from './support/target.js';
import { there } from './support/there.js';

async function replayOf(ask: Ask, id: string, key?: string): Promise<ReplayView | number> {
  const query = key === undefined ? '' : `?key=${key}`;
  const { status, body } = await ask('GET', `/recordings/${id}/replay${query}`);
  return status === 200 ? ReplayView.parse(body) : status;
}

describe('a recorded lesson', function () {
  this.timeout(600_000);
  const { story } = useSchool();
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-replay-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  story(
    'becomes a replay with the right people at the right second, for those of the course',
    async (school) => {
      const cast = await castOf();
      const lesson = await makeLesson({
        instructor: cast.teacher.email,
        students: [cast.student.email, cast.late.email],
        title: '기록되는 수업',
        isRecorded: true,
      });
      const teaching = await signInAs(cast.teacher);
      const { script, teacher } = await holdLesson(school, { cast, lesson, teaching });
      const student = await school.visitor(cast.student);
      await Promise.all([watchBar(teacher, lesson.title), waitForReplay(student, script.recordingId)]);
      const learning = await signInAs(cast.student);
      const replay = await replayOf(learning, script.recordingId);
      if (typeof replay === 'number') throw new Error(`the student's replay answered ${replay}`);
      await watchReplay(student, replay);
      await student.closeTab();
      expectChapters(replay, script);
      await expectTimeline({ teaching, learning }, { lesson, replay, cast });
      await measure(join(folder, 'replay.mp4'), { replay, script });
      await expectTables(teacher, replay);
      await expectClosed(school, { cast, lesson, replay, teaching, learning });
    },
  );
});

/** In the studio the bar moves until all is done. */
async function watchBar(teacher: Visitor, title: string): Promise<void> {
  await teacher.open('/studio/recordings');
  const bar = teacher.recordings.row(title).getByRole('progressbar');
  await teacher.recordings.row(title).waitFor();
  const percents = new Set<number>();
  await until(
    async () => {
      if ((await bar.count()) === 0) return true;
      const percent = await bar.getAttribute('aria-valuenow', { timeout: 1_000 }).catch(() => null);
      if (percent !== null) percents.add(Number(percent));
      return false;
    },
    { what: 'the replay to be whole', withinMs: 300_000, everyMs: 200, seen: () => [...percents] },
  );
  const seen = [...percents];
  keepFigure(`progress: ${seen.join(' ')} %`);
  expect(seen.length, `places of the bar: ${seen.join(' ')}`).to.be.at.least(2);
  expect(seen).to.deep.equal(seen.toSorted((a, b) => a - b));
}

/** The page of the replay shows by itself that there is something to watch. */
async function waitForReplay(student: Visitor, id: string): Promise<void> {
  student.conduct.excuse(/ 409 .*\/replay/);
  await student.signIn();
  await student.open(`/replay/${id}`);
  await student.replay.player.waitFor({ timeout: 300_000 });
}

/** The picture moves, and shows who was there at that second. */
async function watchReplay(student: Visitor, replay: ReplayView): Promise<void> {
  await student.replay.play.click();
  const from = await until(async () => (await student.replay.position()) || null, {
    what: 'the replay to play',
  });
  await until(async () => (await student.replay.position()) > from + 3, { what: 'three more seconds' });
  const late = latenessIn(replay);
  const shown = await until(
    async () => {
      const picture = await student.replay.picture();
      const sights = sightsAt(picture, picture.atMs).filter(isMeant(late));
      return sights.length > 0 && sights;
    },
    { what: 'somebody to be seen in the player' },
  );
  for (const sight of shown) {
    keepFigure(
      `in the player: person ${sight.person} at ${Math.round(sight.atMs)} ms, ${Math.round(late(sight))} ms late`,
    );
    expect(late(sight), 'how late the player shows them').to.be.within(-200, 1000);
  }
  expect(await student.accessibilityProblems()).to.deep.equal([]);
}

/** What was written down of the lesson can be saved by its instructor. */
async function expectTables(teacher: Visitor, { id }: ReplayView): Promise<void> {
  await teacher.open(`/studio/recordings/${id}`);
  expect((await teacher.recordings.ledger('consents')).match(/"(true|false)"/g)).to.have.length(5);
  expect(await teacher.recordings.ledger('recording-ledger')).to.match(/"started"[^]*"stopped"/);
}

/** They begin where the instructor pressed the key, and where the screen was shared. */
function expectChapters({ chapters, startedAt }: ReplayView, { marked, shared }: Script): void {
  const zero = Date.parse(startedAt);
  expect(chapters.map(({ source }) => source)).to.deep.equal(['mark', 'share']);
  expect(zero + (chapters[0]?.atMs ?? 0) - marked, 'chapter of the mark').to.be.within(-500, 2_000);
  expect(zero + (chapters[1]?.atMs ?? 0) - shared[0], 'chapter of the share').to.be.within(-500, 5_000);
}

/** What the timeline tells on the film's clock: all to the instructor, and to a student of nobody else when they came and went. */
async function expectTimeline(
  { teaching, learning }: { teaching: Ask; learning: Ask },
  { lesson, replay, cast }: { lesson: FreshLesson; replay: ReplayView; cast: Cast },
): Promise<void> {
  const kindsFor = async (ask: Ask) => {
    const { body } = await ask('GET', `/lessons/${lesson.id}/timeline?recording=${replay.id}`);
    const { items } = LessonTimeline.parse(body);
    keepFigure(`timeline: ${items.map(({ kind, offsetMs }) => `${kind} ${offsetMs ?? ''}`).join(', ')}`);
    return items.map(({ kind, person }) => [kind, person?.name ?? null].join(' ').trim());
  };
  const happened = [`share.started ${cast.teacher.name}`, `mark ${cast.teacher.name}`];
  const once = ['lesson.started', 'recording.started', 'recording.stopped', 'lesson.ended'];
  const stays = ({ name }: { name: string }) => [`person.joined ${name}`, `person.left ${name}`];
  const told = await kindsFor(teaching);
  expect(told).to.include.members(happened);
  for (const kind of [...once, ...[cast.teacher, cast.student, cast.late].flatMap(stays)])
    expect(
      told.filter((each) => each === kind),
      kind,
    ).to.have.length(1);
  const others = [cast.teacher, cast.late].flatMap(stays);
  expect(await kindsFor(learning), 'what a student is told').to.deep.equal(
    told.filter((each) => !others.includes(each)),
  );
}

interface Closing {
  readonly cast: Cast;
  readonly lesson: FreshLesson;
  readonly replay: ReplayView;
  readonly teaching: Ask;
  readonly learning: Ask;
}

/** What there is for who is not of the course, was removed, has an old link, or the secret of a shared one. */
async function expectClosed(school: School, closing: Closing): Promise<void> {
  const { cast, lesson, replay, learning } = closing;
  const { id } = replay;
  const nobody = askAs(null);
  const [strange, removed] = await Promise.all([signInAs(cast.stranger), signInAs(cast.late)]);
  expect(await replayOf(strange, id), 'a stranger').to.equal(404);
  expect(await replayOf(removed, id), 'who was removed').to.equal(404);
  expect(await replayOf(nobody, id), 'a visitor').to.equal(401);
  const stranger = await school.visitor(cast.stranger);
  stranger.conduct.excuse(/ 404 .*\/replay/);
  await stranger.signIn();
  await stranger.open(`/replay/${id}`);
  await stranger.replay.failed.waitFor();
  expect(await stranger.replay.video.count()).to.equal(0);

  const segment = await segmentOf(replay);
  expect(await statusOf(segment), 'a segment by its own link').to.equal(206);
  expect(await statusOf(segment.replace(/\d{5}\.m4s/, '00001.m4s')), 'by the link of another').to.equal(403);
  expect(await statusOf(segment.replace(/\?.*/, '')), 'by no link').to.equal(403);

  const guestSegment = await expectShared(school, closing);
  await expectDeleted(closing);

  // The seat goes back: links that were copied before die, whoever holds them.
  expect((await learning('DELETE', `/courses/${lesson.courseId}/enrolment`)).status).to.equal(200);
  expect(await replayOf(learning, id), 'who left the course').to.equal(404);
  for (const link of [segment, guestSegment]) {
    await until(async () => (await statusOf(link)) === 403, {
      what: 'a copied link to die',
      withinMs: 60_000,
    });
  }
}

/** Hidden, shared by a link, and for the course again. @returns the link of a segment that a guest was given */
async function expectShared(school: School, { cast, replay, teaching, learning }: Closing): Promise<string> {
  const { id } = replay;
  const nobody = askAs(null);
  const show = async (visibility: RecordingView['visibility']) => {
    const { status, body } = await teaching('PATCH', `/recordings/${id}`, { visibility });
    expect(status, `showing it as ${visibility}`).to.equal(200);
    return RecordingView.parse(body);
  };
  await show('hidden');
  expect(await replayOf(learning, id), 'a hidden one').to.equal(404);
  expect(await replayOf(teaching, id), 'a hidden one, for its instructor').to.be.an('object');
  const { sharePath } = await show('link');
  const shared = new URL(there(sharePath, 'the shared link'), target.origin);
  const key = there(shared.searchParams.get('key'));
  const guest = await replayOf(nobody, id, key);
  if (typeof guest === 'number') throw new Error(`who has the link got ${guest}`);
  const guestSegment = await segmentOf(guest);
  const visitor = await school.visitor(cast.stranger);
  await visitor.page.goto(shared.href);
  await visitor.replay.play.click();
  await until(async () => (await visitor.replay.position()) > 1, { what: 'the shared replay to play' });
  await visitor.closeTab();
  await show('enrolled');
  expect(await replayOf(nobody, id, key), 'a link that was taken back').to.equal(404);
  return guestSegment;
}

/** Nobody watches what was deleted, and it can come back. All of it was written down. */
async function expectDeleted(closing: Closing): Promise<void> {
  const { replay, teaching, learning } = closing;
  const { id } = replay;
  expect((await teaching('DELETE', `/recordings/${id}`)).status).to.equal(200);
  expect(await replayOf(learning, id), 'a deleted one').to.equal(404);
  expect((await teaching('POST', `/recordings/${id}/restore`)).status).to.equal(200);
  expect(await replayOf(learning, id), 'one that came back').to.be.an('object');
  await expectLedgers(closing);
}

/** Every word and every deed is written down, and only the instructor reads it. */
async function expectLedgers({ cast, lesson, replay, teaching, learning }: Closing): Promise<void> {
  const consents = ConsentLedger.parse((await teaching('GET', `/lessons/${lesson.id}/consents`)).body);
  const { student, late, teacher } = cast;
  expect(consents.items.map(({ name, agrees }) => [name, agrees])).to.deep.equal([
    [student.name, true],
    [teacher.name, true],
    [late.name, false],
    [late.name, true],
    [student.name, false],
  ]);
  for (const word of consents.items.slice(0, 2))
    expect(Date.parse(word.at), 'consent before the first frame').to.be.below(Date.parse(replay.startedAt));
  const path = `/lessons/${lesson.id}/recording-ledger`;
  const deeds = LessonRecordingLedger.parse((await teaching('GET', path)).body);
  // Seodang removes the raw files by itself, some time after the film can be watched.
  const byPeople = deeds.items.filter(({ deed }) => deed !== 'raw-removed');
  expect(byPeople.map(({ deed, name }) => [deed, name])).to.deep.equal(
    ['started', 'stopped', 'changed', 'changed', 'changed', 'deleted', 'restored'].map((deed) => [
      deed,
      teacher.name,
    ]),
  );
  expect((await learning('GET', path)).status).to.equal(403);
}

/** The link of a segment, as it stands in the playlists. */
async function segmentOf({ links }: ReplayView): Promise<string> {
  const linkIn = (playlist: string) =>
    there(
      playlist.split('\n').find((line) => line.startsWith('/')),
      'a link',
    );
  return linkIn(await textAt(linkIn(await textAt(links.playlist))));
}
