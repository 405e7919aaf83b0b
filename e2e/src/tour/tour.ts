import { randomBytes } from 'node:crypto';
import { AttendanceView } from '@seodang/contracts/attendance';
import { LessonPage } from '@seodang/contracts/lessons';
import type { BrowserContextOptions } from 'playwright-core';
import { enterLesson, startLesson } from '../browser/lesson.js';
import { sees, seesAndHears } from '../browser/media.js';
import type { School } from '../browser/school.js';
import type { Dress, Visitor } from '../browser/visitor.js';
import { signInAs } from '../support/api.js';
import { makeLesson } from '../support/lessons.js';
import type { FreshLesson } from '../support/lessons.js';
import { HANEUL, KIM, MAYA, WEBER } from '../support/people.js';
import type { Account } from '../support/people.js';
import type { Language } from '../support/words.js';

/** What is done on every screen of the tour, when it stands still. */
export type Look = (screen: string, visitor: Visitor) => Promise<void>;

export interface Tour extends Dress {
  readonly look: Look;
  /** Further students in the lesson. */
  readonly company?: readonly Account[];
}

const CAST: Record<Language, { teacher: Account; student: Account; title: string }> = {
  ko: { teacher: KIM, student: HANEUL, title: '가로획과 세로획' },
  en: { teacher: WEBER, student: MAYA, title: 'Small talk that is not small' },
};

/** The look of the tour, for a browser. */
export function schemeOf({ scheme }: Pick<Dress, 'scheme'>): { context: BrowserContextOptions } {
  return { context: { colorScheme: scheme } };
}

/** The screens before and around a lesson, as a student meets them. */
export async function tourOutside(school: School, tour: Tour): Promise<void> {
  const { student } = CAST[tour.language];
  const visitor = await school.visitor(student, schemeOf(tour));
  const { page, word } = visitor;
  const { look } = tour;
  // Looking for what isn't there, and knocking with a wrong key, is answered by errors that the browser writes down.
  visitor.conduct.excuse(/Failed to load resource.*40[14].*\/api\/(lessons\/|auth\/sign-in)/);

  await visitor.open('/sign-in');
  await visitor.signInPage.button.waitFor();
  await look('sign-in', visitor);
  await visitor.signInPage.submit(
    `nobody-${randomBytes(4).toString('hex')}@seodang.example`,
    'not-the-password',
  );
  await visitor.signInPage.alert.waitFor();
  await look('sign-in-refused', visitor);

  await visitor.signIn();
  await page
    .getByRole('link', { name: word('lessons.enterTitle', {}) })
    .or(page.locator('main li'))
    .first()
    .waitFor();
  await look('lessons', visitor);
  await page.getByRole('button', { name: word('shell.accountMenu') }).click();
  await page.getByRole('menu').waitFor();
  await look('account-menu', visitor);
  await page.keyboard.press('Escape');
  await visitor.lessons.pastTab.click();
  const past = visitor.lessons.attendanceLink(await titleOfAttended(student));
  await past.first().waitFor();
  await look('lessons-past', visitor);
  await past.first().click();
  await visitor.attendance.table.waitFor();
  await look('attendance-own', visitor);

  await visitor.open('/no-such-page');
  await page.getByRole('heading', { name: word('shell.notFound.title') }).waitFor();
  await look('not-found', visitor);
  await visitor.open('/lessons/01a1fcfa-c3b9-7106-b1c8-000000000000');
  await page.getByRole('heading', { name: word('lessons.failedOne') }).waitFor();
  await look('lesson-unknown', visitor);
}

/** A past lesson where somebody was; they miss some, in the demo school and in stories that run beside this one. */
async function titleOfAttended(account: Account): Promise<string> {
  const ask = await signInAs(account);
  const { body } = await ask('GET', '/me/lessons?when=past&limit=12');
  for (const { id, title } of LessonPage.parse(body).items) {
    const attendance = await ask('GET', `/lessons/${id}/attendance`);
    const { people } = AttendanceView.parse(attendance.body);
    if (people.some(({ intervals }) => intervals.length > 0)) return title;
  }
  throw new Error(`${account.name} was in none of the last lessons`);
}

/** The screens of a lesson, from its page over the room to the attendance. */
export async function tourLesson(school: School, tour: Tour): Promise<void> {
  const { teacher: taught, student: taughtTo, title } = CAST[tour.language];
  const { company = [] } = tour;
  const [lesson, teacher, student] = await Promise.all([
    makeLesson({
      instructor: taught.email,
      students: [taughtTo, ...company].map(({ email }) => email),
      title,
      plainTitle: true,
    }),
    school.visitor(taught, schemeOf(tour)),
    school.visitor(taughtTo, schemeOf(tour)),
  ]);
  await Promise.all([teacher.signIn(), student.signIn()]);
  const scene: Scene = { teacher, student, lesson, look: tour.look, others: company.length };
  await tourBefore(scene);
  await startLesson(teacher, lesson);
  await teacher.room.nobodyYet.waitFor();
  await tour.look('room-alone', teacher);
  await enterLesson(student, lesson);
  for (const account of company) {
    const companion = await school.visitor(account);
    await companion.signIn();
    await enterLesson(companion, lesson);
  }
  await Promise.all([seesAndHears(teacher, 1 + company.length), seesAndHears(student)]);
  await tourRoom(scene);
  await tourAfter(scene);
}

interface Scene {
  readonly teacher: Visitor;
  readonly student: Visitor;
  readonly lesson: FreshLesson;
  readonly look: Look;
  /** How many students are inside besides this one. */
  readonly others: number;
}

async function tourBefore({ teacher, student, lesson, look }: Scene): Promise<void> {
  await student.open(`/lessons/${lesson.id}`);
  await student.page.getByRole('heading', { level: 1, name: lesson.title }).waitFor();
  await look('lesson', student);
  await student.open(`/lessons/${lesson.id}/room`);
  await student.lobby.waiting.waitFor();
  await student.lobby.preview.waitFor();
  await look('lobby-waiting', student);
  await teacher.open(`/lessons/${lesson.id}/room`);
  await teacher.lobby.startButton.waitFor();
  await teacher.lobby.preview.waitFor();
  await look('lobby-start', teacher);
}

async function tourRoom({ teacher, student, look, others }: Scene): Promise<void> {
  const { page, word, room } = teacher;
  await look('room', teacher);
  await student.room.tool('mute').click();
  await room.mutedTileOf(student.name).waitFor();
  await student.room.tool('share').click();
  await room.screenOf(student.name).waitFor();
  await sees(teacher, 2 + others);
  await look('room-screen', teacher);
  await room.dock.getByRole('button', { name: word('room.dock.showPeople') }).click();
  await room.people.waitFor();
  await look('room-people', teacher);
  await page.getByRole('button', { name: word('room.people.close') }).click();
  await page.getByRole('button', { name: word('room.keys.title') }).click();
  await page.getByRole('dialog').waitFor();
  await look('room-keys', teacher);
  await page.keyboard.press('Escape');
  await room.leaveButton.click();
  await page.getByRole('menuitem', { name: word('room.leave.endForAll') }).click();
  await page.getByRole('alertdialog').waitFor();
  await look('room-end', teacher);
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
}

async function tourAfter({ teacher, student, lesson, look }: Scene): Promise<void> {
  await teacher.open(`/lessons/${lesson.id}/attendance`);
  await teacher.attendance.rowOf(student.name).waitFor();
  await look('attendance-live', teacher);
  await student.room.leaveButton.click();
  await student.room.over('left').waitFor();
  await look('left', student);
  await enterLesson(teacher, lesson);
  await teacher.room.endForAll();
  await teacher.room.over('ended').waitFor();
  await look('ended', teacher);
  await teacher.room.toAttendance.click();
  await teacher.attendance.rowOf(student.name).waitFor();
  await look('attendance', teacher);
}
