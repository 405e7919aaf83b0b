import type { School } from '../browser/school.js';
import type { Visitor } from '../browser/visitor.js';
import { HANEUL, LUKAS, makeInstructor, MAYA, SEOYEON } from '../support/people.js';
import { schemeOf, type Tour } from './tour.js';

/** Who looks for courses, and a course of the demo school that they are in. */
const SCENES = {
  ko: {
    student: HANEUL,
    other: SEOYEON,
    course: '처음 잡는 붓, 한글 서예 입문',
    teacher: '윤도현',
    small: '한 자리 서예',
  },
  en: {
    student: MAYA,
    other: LUKAS,
    course: 'Sketching the City',
    teacher: 'Clara Weiss',
    small: 'One seat only',
  },
} as const;

/** A Monday that no lesson of the demo school falls on. */
const MONDAY = '2031-03-17';

/** The screens on the way into a course, and the account. */
export async function tourCourses(school: School, tour: Tour): Promise<void> {
  const { student } = SCENES[tour.language];
  await tourVisitor(await school.visitor(student, schemeOf(tour)), tour);
  const member = await school.visitor(student, schemeOf(tour));
  await member.signIn();
  await tourMember(member, tour);
  await tourWaitingList(school, tour);
}

/** As somebody without an account. */
async function tourVisitor(visitor: Visitor, { language, look }: Tour): Promise<void> {
  const { page, word, courses, signUpPage } = visitor;
  const { course } = SCENES[language];
  await visitor.open('/');
  await courses.tiles.first().waitFor();
  await look('courses-visitor', visitor);
  await courses.search.fill('zzz');
  await page.getByText(word('courses.empty.filtered')).waitFor();
  await look('courses-nothing-found', visitor);
  await page.getByRole('button', { name: word('courses.clearFilters') }).click();
  await courses.search.fill(course);
  await courses.courseLink(course).click();
  await page.getByRole('heading', { level: 1, name: course }).waitFor();
  await look('course-visitor', visitor);
  await courses.enrol.click();
  await signUpPage.button.waitFor();
  await look('sign-up', visitor);
  await signUpPage.button.click();
  await page.locator('[aria-invalid=true]').first().waitFor();
  await look('sign-up-mistakes', visitor);
}

/** As a student of the course. */
async function tourMember(member: Visitor, { language, look }: Tour): Promise<void> {
  const { page, word, courses } = member;
  const { course } = SCENES[language];
  await member.open('/courses');
  await courses.tiles.first().waitFor();
  await look('courses', member);
  await courses.search.fill(course);
  await courses.courseLink(course).click();
  await courses.leave.waitFor();
  await look('course-enrolled', member);
  await member.open('/account');
  await page.getByText(word('identity.account.thisDevice'), { exact: true }).waitFor();
  await look('account', member);
  await member.open('/courses');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: word('courses.filters.open') }).click();
  await page.getByRole('dialog').waitFor();
  await look('courses-filters', member);
}

/** A course with one seat, taken by somebody else. */
async function tourWaitingList(school: School, tour: Tour): Promise<void> {
  const { student, other, teacher: name, small } = SCENES[tour.language];
  const teacher = await school.visitor(await makeInstructor(name, tour.language), schemeOf(tour));
  await teacher.signIn();
  await teacher.open('/studio/courses/new');
  await teacher.studio.makeCourse({
    title: small,
    description: small,
    category: 'calligraphy',
    capacity: 1,
    speaking: 'everyone',
  });
  await teacher.studio.schedule({ title: small, date: MONDAY, time: '10:00' });
  await teacher.studio.publish();
  const path = new URL(teacher.page.url()).pathname.replace('/studio', '');
  const first = await school.visitor(other, schemeOf(tour));
  await first.signIn();
  await first.open(path);
  await first.courses.enrol.click();
  await first.courses.enrolledNote.waitFor();
  const second = await school.visitor(student, schemeOf(tour));
  await second.signIn();
  await second.open(path);
  await second.courses.queue.click();
  await second.courses.waitingNote(1).waitFor();
  await tour.look('course-waiting', second);
  await second.courses.leaveLine.click();
  await second.page.getByRole('alertdialog').waitFor();
  await tour.look('course-leave', second);
}
