import { LessonRecordings } from '@seodang/contracts/recordings';
import { until } from '@seodang/testing/until';
import type { Ask } from '../support/api.js';
import type { FreshLesson } from '../support/lessons.js';
import { makeInstructor, makePerson, type Account } from '../support/people.js';
import { there } from '../support/there.js';
import { LAST_PING } from './conduct.js';
import { enterLesson, startLesson } from './lesson.js';
import { sees, seesAndHears } from './media.js';
import { cutFor } from './network.js';
import type { School } from './school.js';
import type { Visitor } from './visitor.js';

/** As whom the clocks of people show them; a shared screen is the person's and eight. */
export const TEACHER = 1;
export const STUDENT = 2;
export const LATE = 3;
export const SCREEN = TEACHER + 8;

/** People see each other for so long in each scene. */
const SCENE_S = 5;

export interface Cast {
  readonly teacher: Account;
  readonly student: Account;
  readonly late: Account;
  readonly stranger: Account;
}

/** When things happened in the lesson, epoch milliseconds. */
export interface Script {
  readonly recordingId: string;
  /** The instructor marked a chapter. */
  readonly marked: number;
  readonly shared: readonly [number, number];
  readonly muted: readonly [number, number];
  readonly cut: readonly [number, number];
  readonly lateAgreed: number;
  /** The student took the agreement back. */
  readonly withdrawn: number;
  readonly stopped: number;
}

export async function castOf(): Promise<Cast> {
  const [teacher, student, late, stranger] = await Promise.all([
    makeInstructor('윤서아', 'ko'),
    makePerson('정하준', 'ko', 'student'),
    makePerson('Ines Moreau', 'en', 'student'),
    makePerson('Tom Stranger', 'en', 'student'),
  ]);
  return { teacher, student, late, stranger };
}

const during = async (act: () => Promise<unknown>): Promise<[number, number]> => {
  const from = Date.now();
  await act();
  return [from, Date.now()];
};

/** What is seen in the film has to last for a while, by the clock that everybody in the room sees. */
export async function scene({ room }: Visitor): Promise<void> {
  const fromS = await room.recordedForS();
  await until(async () => (await room.recordedForS()) >= fromS + SCENE_S, {
    what: 'a scene to be recorded',
    everyMs: 200,
  });
}

/** The recording that is under way in a lesson. */
export async function runningOf(ask: Ask, { id }: FreshLesson): Promise<string> {
  const { body } = await ask('GET', `/lessons/${id}/recordings`);
  return there(LessonRecordings.parse(body).items[0], 'the recording').id;
}

interface Lesson {
  readonly cast: Cast;
  readonly lesson: FreshLesson;
  readonly teaching: Ask;
}

/** Goes into a lesson that may be recorded, and agrees to that. */
export async function enterRecorded(student: Visitor, { id }: FreshLesson): Promise<void> {
  await student.open(`/lessons/${id}/room`);
  await student.lobby.agreesToRecording.check();
  await student.lobby.enterButton.click();
}

/** The student mutes, and then loses the network for five seconds. */
async function fallSilent(teacher: Visitor, student: Visitor): Promise<Pick<Script, 'muted' | 'cut'>> {
  await student.room.tool('mute').click();
  await teacher.room.mutedTileOf(student.name).waitFor();
  const muted = await during(() => scene(teacher));
  await student.room.tool('unmute').click();
  await teacher.room.mutedTileOf(student.name).waitFor({ state: 'hidden' });

  const cut = await during(async () => {
    await Promise.all([cutFor(student, 5), student.room.troubles.first().waitFor()]);
    await student.room.troubles.first().waitFor({ state: 'hidden' });
    await Promise.all([seesAndHears(teacher), seesAndHears(student)]);
  });
  return { muted, cut };
}

/** Two people, a shared screen, silence, a network that drops, and somebody who comes late and agrees later still. */
export async function holdLesson(
  school: School,
  { cast, lesson, teaching }: Lesson,
): Promise<{ script: Script; teacher: Visitor }> {
  const [teacher, student, late] = await Promise.all([
    school.visitor(cast.teacher, { clock: TEACHER }),
    school.visitor(cast.student, { clock: STUDENT, ownNetwork: true }),
    school.visitor(cast.late, { clock: LATE }),
  ]);
  await Promise.all([teacher.signIn(), student.signIn(), late.signIn()]);
  await startLesson(teacher, lesson);
  await enterRecorded(student, lesson);
  await Promise.all([seesAndHears(teacher), seesAndHears(student)]);

  await teacher.room.startRecording();
  await Promise.all([teacher.room.recorded.waitFor(), student.room.recorded.waitFor()]);
  const recordingId = await runningOf(teaching, lesson);
  await scene(teacher);
  const marked = Date.now();
  await teacher.page.keyboard.press('m');
  await teacher.room.chapterMarked.waitFor();
  await scene(teacher);

  const shared = await during(async () => {
    await teacher.room.tool('share').click();
    await student.room.screenOf(cast.teacher.name).waitFor();
    await sees(student, 2);
    await scene(teacher);
    await teacher.room.tool('stopShare').click();
  });
  await student.room.screenOf(cast.teacher.name).waitFor({ state: 'hidden' });

  const { muted, cut } = await fallSilent(teacher, student);

  // Who does not tick the box listens, and is told that the lesson is being recorded.
  await enterLesson(late, lesson);
  await late.room.recorded.waitFor();
  await seesAndHears(late, 2);
  await scene(teacher);
  const lateAgreed = Date.now();
  await late.room.agreeNow.click();
  await late.room.floorButton('microphoneOn').click();
  await late.room.tool('cameraOn').click();
  await Promise.all([seesAndHears(teacher, 2), seesAndHears(student, 2)]);
  await scene(teacher);
  await student.room.withdrawFromRecording();
  const withdrawn = Date.now();
  await scene(teacher);
  await teacher.room.stopRecording();
  const stopped = Date.now();
  await student.room.recorded.waitFor({ state: 'hidden' });
  await teacher.room.manage(cast.late.name, 'remove');
  await teacher.room.confirmRemoval();
  await late.room.over('removed').waitFor();
  for (const { conduct } of [teacher, student]) conduct.excuse(...LAST_PING);
  await teacher.room.endForAll();
  await Promise.all([teacher, student].map((visitor) => visitor.room.over('ended').waitFor()));
  const script = { recordingId, marked, shared, muted, cut, lateAgreed, withdrawn, stopped };
  return { script, teacher };
}
