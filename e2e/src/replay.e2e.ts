import { LessonRecordings } from '@seodang/contracts/recordings';
import { until } from '@seodang/testing/until';
import { expect } from 'chai';
import { LAST_PING } from './browser/conduct.js';
import { startLesson } from './browser/lesson.js';
import { listens, seesAndHears } from './browser/media.js';
import { useSchool, type School } from './browser/school.js';
import type { Visitor } from './browser/visitor.js';
import type { PlayerNow } from './pages/replay.js';
import { signInAs, type Ask } from './support/api.js';
import { makeLesson, type FreshLesson } from './support/lessons.js';
import { makeInstructor, makePerson } from './support/people.js';
import { there } from './support/there.js';

/** So long somebody listens while it is recorded: there has to be something to watch, to leave and to cut off. */
const RECORDED_SEC = 22;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
const SAID = '획 끝에서 붓을 언제 들어야 하나요?';
/** Taller than the chat beside the picture. */
const LIST = Array.from({ length: 40 }, (_, at) => `${at + 1}번째 획`).join('\n');
const NAME = '획의 끝';
const CHAPTER = '붓을 드는 순간';
const NOTE = '붓끝을 세우기';

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
  await teacher.room.startRecording();
  await student.room.recorded.waitFor();
  await student.room.openChat();
  await student.chat.write(SAID);
  await student.chat.message(SAID).waitFor();
  await student.chat.write(LIST);
  await student.chat.message('40번째 획').waitFor();
  await listens(student, RECORDED_SEC);
  await teacher.room.stopRecording();
  for (const { conduct } of [teacher, student]) conduct.excuse(...LAST_PING);
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
      await makeSomethingOfIt(held);
      await watch(held);
      await pressKeys(held.student);
      const left = await ask(held);
      const phone = await goOn(school, held, left);
      await cutOff(held, phone);
      await removeAndRestore(held, phone);
      await takeOut(held, phone);
      await runThePlace(school, held);
    },
  );
});

/** The instructor names it, and gives it a chapter and captions. */
async function makeSomethingOfIt({ teacher, lesson }: Held): Promise<void> {
  await teacher.open('/studio/recordings');
  await teacher.recordings.untilReady(lesson.title);
  await teacher.recordings.openOne(lesson.title);
  await teacher.recordings.rename(NAME);
  await teacher.recordings.addChapter('0:12', CHAPTER);
  const captions = '1\n00:00:00,000 --> 00:01:00,000\n천천히 시작합니다.\n';
  await teacher.recordings.addCaptions({
    name: 'ko.srt',
    mimeType: 'application/x-subrip',
    buffer: Buffer.from(captions),
  });
  expect(await teacher.accessibilityProblems()).to.deep.equal([]);
}

/** The student comes to it from the lesson. */
async function watch({ student, lesson }: Held): Promise<void> {
  await student.open(`/lessons/${lesson.id}`);
  await student.page.getByRole('link', { name: NAME }).click();
  await student.replay.play.click();
  await student.replay.playsTo(4);
  await student.page.keyboard.press('c');
  await student.replay.captions.getByText('천천히 시작합니다.').waitFor();
  await student.replay.openPanel('chat');
  // Who scrolls back reads in peace, and goes on to now.
  await student.chat.message('40번째 획').hover();
  await student.page.mouse.wheel(0, -2_000);
  await student.chat.message(SAID).waitFor();
  await student.replay.toNow.click();
  await student.replay.toNow.waitFor({ state: 'hidden' });
  await student.replay.openPanel('chapters.title');
  await student.replay.chapter(CHAPTER).click();
  await student.replay.playsTo(12);
  await student.page.keyboard.press('n');
  await student.replay.noteBox.fill(NOTE);
  await student.page.keyboard.press('Control+Enter');
  await student.replay.note(NOTE).waitFor();
  expect(await student.replay.savedNotes()).to.match(new RegExp(`- \\[0:1\\d\\]\\(\\S+\\?t=1\\d\\) ${NOTE}`));
  expect(await student.accessibilityProblems()).to.deep.equal([]);
}

/** What other players have taught hands. */
async function pressKeys({ page, replay }: Visitor): Promise<void> {
  const press = async (key: string, what: string, holds: (now: PlayerNow) => boolean) => {
    await page.keyboard.press(key);
    await until(async () => holds(await replay.now()), { what: `${key} to ${what}`, withinMs: 10_000 });
  };
  await replay.player.getByRole('button').first().focus();
  if (!(await replay.now()).isPaused) await press('k', 'pause', ({ isPaused }) => isPaused);
  await press('0', 'go to the beginning', ({ sec }) => sec === 0);
  await press('l', 'go on ten seconds', ({ sec }) => sec === 10);
  await press('j', 'go back ten seconds', ({ sec }) => sec === 0);
  await press('ArrowRight', 'go on five seconds', ({ sec }) => sec === 5);
  await press('ArrowLeft', 'go back five seconds', ({ sec }) => sec === 0);
  await press('5', 'go to the middle', ({ sec, lengthSec }) => Math.abs(sec - lengthSec / 2) < 0.5);
  await press('m', 'be silent', ({ isMuted }) => isMuted);
  await press('m', 'be heard', ({ isMuted }) => !isMuted);
  await press('>', 'be faster', ({ rate }) => rate === 1.25);
  await press('<', 'be as it was', ({ rate }) => rate === 1);
  await press('f', 'fill the screen', ({ isFull }) => isFull);
  await press('f', 'let go of it', ({ isFull }) => !isFull);
  await press('p', 'be in a small window', ({ isPicture }) => isPicture);
  await press('p', 'come back from it', ({ isPicture }) => !isPicture);
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('?', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await press('0', 'go to the beginning', ({ sec }) => sec === 0);
  await replay.choose('240p');
  await replay.play.click();
  await until(async () => (await replay.now()).height === 240, { what: 'the small picture' });
  await replay.choose('2배');
  await until(async () => (await replay.now()).rate === 2, { what: 'the double speed' });
  await replay.choose('보통 속도');
  if (!(await replay.now()).isPaused) await press('k', 'pause', ({ isPaused }) => isPaused);
  await press('5', 'go to the middle', ({ sec, lengthSec }) => Math.abs(sec - lengthSec / 2) < 0.5);
}

/** @returns where the student was, seconds */
async function ask({ student, lesson }: Held): Promise<number> {
  await student.replay.ask('다음 획도 같은가요?');
  const left = await student.replay.position();
  await student.open(`/messages/${lesson.id}`);
  await student.chat.message('다음 획도 같은가요?').waitFor();
  return left;
}

/** On the phone it goes on. */
async function goOn(school: School, { student, recordingId }: Held, left: number): Promise<Visitor> {
  const phone = await school.visitor(student.account, { context: PHONE });
  await phone.signIn();
  await phone.open(`/replay/${recordingId}`);
  await phone.replay.resumed.waitFor();
  const resumed = await until(async () => (await phone.replay.position()) || null, { what: 'the place' });
  expect(resumed).to.be.closeTo(left, 1.5);
  await phone.replay.openPanel('notes.title');
  await phone.replay.note(NOTE).waitFor();
  expect(await phone.accessibilityProblems()).to.deep.equal([]);
  expect(await phone.scrollsSideways()).to.equal(false);
  return phone;
}

/** What is cut off is gone, and the rest plays on. */
async function cutOff({ teacher, student }: Held, phone: Visitor): Promise<void> {
  await teacher.page.reload();
  await teacher.recordings.viewer(student.name).waitFor();
  await teacher.recordings.trimStartBy(8);
  await phone.page.reload();
  await until(async () => /^\S+ \/ 0:1\d$/.test(await phone.replay.time.innerText()), {
    what: 'the shorter length',
  });
  await phone.replay.openPanel('chapters.title');
  await phone.replay.chapter(CHAPTER).getByText('0:04').waitFor();
  await phone.replay.chapter(CHAPTER).click();
  const from = await until(async () => (await phone.replay.position()) || null, { what: 'the place' });
  await phone.replay.playsTo(from + 1);
}

/** Deleted it is gone for everybody, and comes back. */
async function removeAndRestore({ teacher }: Held, phone: Visitor): Promise<void> {
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
}

/** Who is taken out of the course watches no longer, until they are let in again. */
async function takeOut({ teacher, student, lesson }: Held, phone: Visitor): Promise<void> {
  await phone.replay.play.click();
  const from = await phone.replay.position();
  await phone.replay.playsTo(from + 1);
  // Beside the phone, the student still has the chat of the lesson open, which closes to them as well.
  student.conduct.excuse(/ 404 .*\/rooms\//);
  await teacher.open(`/studio/courses/${lesson.courseId}/people`);
  await teacher.studio.removePerson(student.name);
  await phone.page.reload();
  await phone.replay.failed.waitFor();
  await teacher.studio.readmitPerson(student.name);
  await phone.page.reload();
  await phone.replay.player.waitFor();
}

/** Operators find what they do not teach, with what was written down of it, and no chat that is not theirs. */
async function runThePlace(school: School, { lesson, recordingId }: Held): Promise<void> {
  const operator = await school.visitor(await makePerson('오하윤', 'ko', 'operator'));
  await operator.signIn();
  await operator.open(`/recordings?lesson=${lesson.id}`);
  expect(await operator.accessibilityProblems()).to.deep.equal([]);
  await operator.recordings.openOne(NAME);
  expect(await operator.recordings.ledger('recording-ledger')).to.match(
    /"trimmed"[^]*"deleted"[^]*"restored"/,
  );
  expect(await operator.accessibilityProblems()).to.deep.equal([]);
  await operator.open(`/replay/${recordingId}`);
  await operator.replay.play.click();
  await until(async () => (await operator.replay.position()) > 0, { what: 'the replay to play' });
  expect(await operator.replay.panels()).to.have.length(2);
}
