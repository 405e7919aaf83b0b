import { LessonRecordings } from '@seodang/contracts/recordings';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { startLesson } from './browser/lesson.js';
import { listens, seesAndHears } from './browser/media.js';
import { useSchool, type School } from './browser/school.js';
import type { Visitor } from './browser/visitor.js';
import { signInAs, type Ask } from './support/api.js';
import { makeLesson, type FreshLesson } from './support/lessons.js';
import { makeInstructor, makePerson } from './support/people.js';
import { there } from './support/there.js';

/** So long somebody listens while it is recorded: there has to be something to watch, to leave and to cut off. */
const RECORDED_SEC = 22;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
const SAID = '획 끝에서 붓을 언제 들어야 하나요?';

interface Held {
  readonly lesson: FreshLesson;
  readonly teacher: Visitor;
  readonly student: Visitor;
  readonly teaching: Ask;
  readonly recordingId: string;
}

/** A short lesson, recorded, in which a student says something; both are outside again. */
async function recordedLesson(school: School): Promise<Held> {
  const [instructor, learner] = await Promise.all([
    makeInstructor('윤서아', 'ko'),
    makePerson('정하준', 'ko', 'student'),
  ]);
  const [lesson, teacher, student, teaching] = await Promise.all([
    makeLesson({
      instructor: instructor.email,
      students: [learner.email],
      title: '다시 보는 수업',
      isRecorded: true,
    }),
    school.visitor(instructor, { clock: 1 }),
    school.visitor(learner, { clock: 2 }),
    signInAs(instructor),
  ]);
  await Promise.all([teacher.signIn(), student.signIn()]);
  await startLesson(teacher, lesson);
  await student.open(`/lessons/${lesson.id}/room`);
  await student.lobby.agreesToRecording.check();
  await student.lobby.enterButton.click();
  await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
  await teacher.room.record.click();
  await student.room.recorded.waitFor();
  await student.room.openChat();
  await student.chat.write(SAID);
  await student.chat.message(SAID).waitFor();
  await listens(student, RECORDED_SEC);
  await teacher.room.stopRecording();
  await teacher.room.endForAll();
  await Promise.all([teacher, student].map((visitor) => visitor.room.over('ended').waitFor()));
  const { body } = await teaching('GET', `/lessons/${lesson.id}/recordings`);
  const { id: recordingId } = there(LessonRecordings.parse(body).items[0], 'the recording');
  return { lesson, teacher, student, teaching, recordingId };
}

describe('a replay', function () {
  this.timeout(600_000);
  const { story } = useSchool();

  story(
    'goes on where one left, with chapters, captions, the chat in step, notes and questions',
    async (school) => {
      const held = await recordedLesson(school);
      const { lesson, teacher, student, recordingId } = held;
      await teacher.open('/studio/recordings');
      await teacher.recordings.untilReady(lesson.title);

      // The instructor makes something of it.
      await teacher.recordings.openOne(lesson.title);
      await teacher.recordings.rename('획의 끝');
      await teacher.recordings.addChapter('0:12', '붓을 드는 순간');
      const captions = '1\n00:00:00,000 --> 00:01:00,000\n천천히 시작합니다.\n';
      await teacher.recordings.addCaptions({
        name: 'ko.srt',
        mimeType: 'application/x-subrip',
        buffer: Buffer.from(captions),
      });
      expect(await teacher.accessibilityProblems()).to.deep.equal([]);

      // The student comes to it from the lesson.
      await student.open(`/lessons/${lesson.id}`);
      await student.page.getByRole('link', { name: '획의 끝' }).click();
      await student.replay.play.click();
      await until(async () => (await student.replay.position()) > 4, { what: 'the replay to play' });
      await student.page.keyboard.press('c');
      await student.replay.captions.getByText('천천히 시작합니다.').waitFor();
      await student.replay.openPanel('chat');
      await student.chat.message(SAID).waitFor();
      await student.replay.openPanel('chapters.title');
      await student.replay.chapter('붓을 드는 순간').click();
      await until(async () => (await student.replay.position()) >= 12, { what: 'the jump to the chapter' });
      await student.page.keyboard.press('n');
      await student.replay.noteBox.fill('붓끝을 세우기');
      await student.page.keyboard.press('Control+Enter');
      await student.replay.note('붓끝을 세우기').waitFor();
      expect(await student.accessibilityProblems()).to.deep.equal([]);
      await student.replay.ask('다음 획도 같은가요?');
      const left = await student.replay.position();
      await student.open(`/messages/${lesson.id}`);
      await student.chat.message('다음 획도 같은가요?').waitFor();

      // On the phone it goes on.
      const phone = await school.visitor(student.account, { context: PHONE });
      await phone.signIn();
      await phone.open(`/replay/${recordingId}`);
      await phone.replay.resumed.waitFor();
      const resumed = await until(async () => (await phone.replay.position()) || null, { what: 'the place' });
      expect(resumed).to.be.closeTo(left, 1.5);
      await phone.replay.openPanel('notes.title');
      await phone.replay.note('붓끝을 세우기').waitFor();
      expect(await phone.accessibilityProblems()).to.deep.equal([]);
      expect(await phone.scrollsSideways()).to.equal(false);

      // What is cut off is gone, and the rest plays on.
      await teacher.page.reload();
      await teacher.recordings.viewer(student.name).waitFor();
      await teacher.recordings.trimStartBy(8);
      await phone.page.reload();
      await until(async () => /^\S+ \/ 0:1\d$/.test(await phone.replay.time.innerText()), {
        what: 'the shorter length',
      });
      await phone.replay.openPanel('chapters.title');
      await phone.replay.chapter('붓을 드는 순간').getByText('0:04').waitFor();
      await phone.replay.chapter('붓을 드는 순간').click();
      const from = await until(async () => (await phone.replay.position()) || null, { what: 'the place' });
      await until(async () => (await phone.replay.position()) > from + 1, { what: 'it to play on' });

      // Deleted it is gone for everybody, and comes back.
      phone.conduct.excuse(/ 404 .*\/replay/, / 403 .*\/media\//);
      await teacher.recordings.remove();
      await phone.page.reload();
      await phone.replay.failed.waitFor();
      await teacher.recordings.undo.click();
      await until(
        async () => {
          await phone.page.reload();
          return phone.replay.player
            .waitFor({ timeout: 3_000 })
            .then(() => true)
            .catch(() => false);
        },
        { what: 'the replay to come back', withinMs: 30_000 },
      );
    },
  );
});
