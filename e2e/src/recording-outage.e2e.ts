import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReplayView } from '@seodang/contracts/replay';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { startLesson } from './browser/lesson.js';
import { seesAndHears } from './browser/media.js';
import { disturbed } from './browser/network.js';
import { enterRecorded, runningOf, scene, STUDENT, TEACHER } from './browser/recorded-lesson.js';
import { useSchool } from './browser/school.js';
import { signInAs, type Ask } from './support/api.js';
import { keepFigure } from './support/figures.js';
import { keepStream, sightsIn } from './support/film.js';
import { makeLesson } from './support/lessons.js';
import { isMediaNodeHere, killMediaNode } from './support/media-node.js';
import { makeInstructor, makePerson } from './support/people.js';
import { latenessIn } from './support/seen.js';

/** Once the media node is there again. */
const ALL_BACK_MS = 20_000;
/** What a clock may be late where nothing stands still. */
const IN_TIME_MS = 1_000;

/** What there was for the players of a recording when it was made. */
async function replayOf(ask: Ask, id: string): Promise<ReplayView> {
  return until(
    async () => {
      const { status, body } = await ask('GET', `/recordings/${id}/replay`);
      return status === 200 && ReplayView.parse(body);
    },
    { what: 'the replay', withinMs: 240_000, everyMs: 1000 },
  );
}

describe('the media node, killed while a lesson is recorded', function () {
  this.timeout(480_000);
  const { story } = useSchool();
  let folder = '';

  before(async function () {
    if (!isMediaNodeHere()) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'seodang-outage-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  story(
    'comes back, and everybody with it; the recording goes on, and its film says what is missing',
    async (school) => {
      const [kim, haneul] = await Promise.all([
        makeInstructor('김규현', 'ko'),
        makePerson('이하늘', 'ko', 'student'),
      ]);
      const wanted = {
        instructor: kim.email,
        students: [haneul.email],
        title: '끊긴 수업',
        isRecorded: true,
      };
      const [lesson, teacher, student, teaching] = await Promise.all([
        makeLesson(wanted),
        school.visitor(kim, { clock: TEACHER }),
        school.visitor(haneul, { clock: STUDENT }),
        signInAs(kim),
      ]);
      const both = [teacher, student];
      await Promise.all(both.map((visitor) => visitor.signIn()));
      await startLesson(teacher, lesson);
      await enterRecorded(student, lesson);
      await Promise.all(both.map((visitor) => seesAndHears(visitor)));
      await teacher.room.startRecording();
      await Promise.all(both.map(({ room }) => room.recorded.waitFor()));
      const recordingId = await runningOf(teaching, lesson);
      // Twice as long as the journal of a take may be behind.
      await scene(teacher);
      await scene(teacher);

      for (const visitor of both) {
        disturbed(visitor);
        visitor.conduct.excuse(/ 50[234] .*\/api\/lessons\//);
      }
      const killed = Date.now();
      const recordedForS = await teacher.room.recordedForS();
      killMediaNode();
      await Promise.all(both.map(({ room }) => room.troubles.first().waitFor()));
      for (const { room } of both)
        expect(await room.recorded.isVisible(), 'the badge meanwhile').to.equal(true);
      const patience = { state: 'hidden', timeout: ALL_BACK_MS } as const;
      await Promise.all(both.map(({ room }) => room.troubles.first().waitFor(patience)));
      await Promise.all(both.map((visitor) => seesAndHears(visitor)));
      const back = Date.now();
      for (const { room } of both)
        expect(await room.recordedForS(), 'the badge goes on').to.be.above(recordedForS);
      expect(await runningOf(teaching, lesson), 'the same recording').to.equal(recordingId);
      await scene(teacher);
      await teacher.room.stopRecording();
      const stopped = Date.now();
      await student.room.recorded.waitFor({ state: 'hidden' });
      await teacher.room.endForAll();
      await Promise.all(both.map(({ room }) => room.over('ended').waitFor()));

      const replay = await replayOf(teaching, recordingId);
      expect(replay.flaws).to.include('has_gaps');
      const zero = Date.parse(replay.startedAt) + replay.playlistStartMs;
      expect(
        Math.abs(zero + replay.durationMs - stopped),
        'its length beside that of the lesson',
      ).to.be.below(3_000);
      const film = join(folder, 'replay.mp4');
      await keepStream(replay.links.playlist, film);
      const late = latenessIn(replay);
      const sights = (await sightsIn(film)).filter((sight) => Math.abs(late(sight)) < IN_TIME_MS);
      for (const person of [TEACHER, STUDENT]) {
        const times = sights.filter((sight) => sight.person === person).map(({ atMs }) => zero + atMs);
        expect(times.filter((at) => at < killed).length, `frames of ${person} before`).to.be.above(50);
        expect(times.filter((at) => at > back).length, `frames of ${person} after`).to.be.above(50);
      }
      keepFigure(`media node killed: both see and hear each other after ${back - killed} ms`);
    },
  );
});
