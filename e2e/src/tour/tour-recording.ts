import { LessonRecordings } from '@seodang/contracts/recordings';
import { LAST_PING } from '../browser/conduct.js';
import { enterLesson, startLesson } from '../browser/lesson.js';
import { listens, sees, seesAndHears } from '../browser/media.js';
import type { School } from '../browser/school.js';
import type { Visitor } from '../browser/visitor.js';
import { signInAs } from '../support/api.js';
import { makeLesson } from '../support/lessons.js';
import { HANEUL, KIM, LUKAS, MAYA, SEOYEON, WEBER } from '../support/people.js';
import { there } from '../support/there.js';
import type { Recorded } from './recorded.js';
import { tourReplay } from './tour-replay.js';
import { schemeOf, type Tour } from './tour.js';

const CAST = {
  ko: {
    teacher: KIM,
    student: HANEUL,
    late: SEOYEON,
    title: '꺾기와 삐침',
    said: '꺾을 때 붓을 멈추나요?',
    chapter: '꺾기를 천천히',
  },
  en: {
    teacher: WEBER,
    student: MAYA,
    late: LUKAS,
    title: 'Asking for a favour',
    said: 'Is “could you” softer than “can you”?',
    chapter: 'Saying it softly',
  },
} as const;

/** Whoever comes so late is told what they missed. */
const MISSED_SEC = 16;

/** The screens of a recorded lesson: who is asked and told what, what the instructor makes of it, and who watches it. */
export async function tourRecording(school: School, tour: Tour): Promise<void> {
  const { language, look } = tour;
  const { teacher: taught, student: learner, late: latecomer, title, said, chapter } = CAST[language];
  const lesson = await makeLesson({
    ...{ instructor: taught.email, students: [learner.email, latecomer.email] },
    ...{ title, plainTitle: true, isRecorded: true },
  });
  const [teacher, student, late] = (await Promise.all(
    [taught, learner, latecomer].map((account) => school.visitor(account, schemeOf(tour))),
  )) as [Visitor, Visitor, Visitor];
  await Promise.all([teacher, student, late].map((visitor) => visitor.signIn()));
  const recorded: Recorded = { teacher, student, late, lesson, look, said, chapter };
  await tourBegin(recorded);
  await tourRunning(recorded);
  await tourEnd(recorded);
  const ask = await signInAs(taught);
  const { body } = await ask('GET', `/lessons/${lesson.id}/recordings`);
  await tourReplay(recorded, there(LessonRecordings.parse(body).items[0], 'the recording').id);
}

async function tourBegin({ teacher, student, lesson, look }: Recorded): Promise<void> {
  await student.open(`/courses/${lesson.courseId}`);
  await student.page.getByText(student.word('courses.page.recorded')).scrollIntoViewIfNeeded();
  await look('course-recorded', student);
  await teacher.open(`/studio/courses/${lesson.courseId}/edit`);
  await teacher.page
    .getByRole('checkbox', { name: teacher.word('studio.form.isRecorded') })
    .scrollIntoViewIfNeeded();
  await look('studio-settings-recorded', teacher);
  await startLesson(teacher, lesson);
  await student.open(`/lessons/${lesson.id}/room`);
  await student.lobby.agreesToRecording.check();
  await look('lobby-recorded', student);
  await student.lobby.enterButton.click();
  await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
  await look('room-may-record', teacher);
}

async function tourRunning({ teacher, student, late, lesson, look, said }: Recorded): Promise<void> {
  await teacher.room.startRecording();
  await student.room.recorded.waitFor();
  await look('room-recorded', teacher);
  await look('room-recorded-student', student);
  for (const [visitor, question] of [
    [teacher, 'stop'],
    [student, 'withdraw'],
  ] as const) {
    await visitor.room.askRecording(question);
    await look(`room-recording-${question}`, visitor);
    await visitor.page.keyboard.press('Escape');
    await visitor.page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  }
  await listens(student, MISSED_SEC);
  await enterLesson(late, lesson);
  await late.room.agreeNow.waitFor();
  await sees(late, 2);
  await look('room-recorded-listener', late);
  await teacher.page.keyboard.press('m');
  await teacher.room.chapterMarked.waitFor();
  await look('room-recorded-marked', teacher);
  await student.room.openChat();
  await student.chat.write(said);
  await student.chat.message(said).waitFor();
  await teacher.room.tool('share').click();
  await sees(student, 2);
  await listens(student, 5);
}

async function tourEnd({ teacher, student, late, look }: Recorded): Promise<void> {
  for (const { conduct } of [teacher, student, late]) conduct.excuse(...LAST_PING);
  await teacher.room.stopRecording();
  await teacher.room.endForAll();
  await teacher.room.over('ended').waitFor();
  await look('ended-recorded', teacher);
  await student.room.over('ended').waitFor();
  await look('ended-recorded-student', student);
}
