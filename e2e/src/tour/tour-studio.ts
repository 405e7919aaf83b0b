import type { School } from '../browser/school.js';
import type { Visitor } from '../browser/visitor.js';
import { HANEUL, KIM, makeInstructor, MAYA, WEBER } from '../support/people.js';
import { schemeOf, type Tour } from './tour.js';

/** Courses of the demo school, and what is written into the fields on the way. */
const SCENES = {
  ko: {
    teacher: KIM,
    student: HANEUL,
    beginner: '윤도현',
    course: '처음 잡는 붓, 한글 서예 입문',
    draft: { title: '먹빛으로 그리는 사군자', description: '매화, 난초, 국화, 대나무를 한 획씩 그려요.' },
    lesson: '1강. 매화 가지',
  },
  en: {
    teacher: WEBER,
    student: MAYA,
    beginner: 'Clara Weiss',
    course: 'English with Tea: slow talk',
    draft: { title: 'Reading aloud, slowly', description: 'A page a week, read aloud and talked over.' },
    lesson: 'Week 1: Voices',
  },
} as const;

/** Mondays that no lesson of the demo school falls on. */
const [FIRST, SECOND] = ['2031-03-03', '2031-03-10'];

/** The screens where instructors run courses and lessons. */
export async function tourStudio(school: School, tour: Tour): Promise<void> {
  const { teacher, student, beginner } = SCENES[tour.language];
  await tourCourse(await signedIn(school, teacher, tour), tour);
  await tourFirstCourse(await signedIn(school, await makeInstructor(beginner, tour.language), tour), tour);
  const outsider = await signedIn(school, student, tour);
  await outsider.open('/studio');
  await outsider.page
    .getByRole('heading', { level: 1, name: outsider.word('shell.noPermission.title') })
    .waitFor();
  await tour.look('studio-no-permission', outsider);
}

async function signedIn(school: School, account: Visitor['account'], tour: Tour): Promise<Visitor> {
  const visitor = await school.visitor(account, schemeOf(tour));
  await visitor.signIn();
  return visitor;
}

/** A course with people in it and lessons behind it. */
async function tourCourse(teacher: Visitor, { language, look }: Tour): Promise<void> {
  const { page, studio, word } = teacher;
  const { course } = SCENES[language];
  await teacher.open('/studio');
  const card = page.getByRole('link', { name: course, exact: true });
  await card.waitFor();
  await page.getByRole('heading', { name: word('studio.lessons.heading') }).waitFor();
  await look('studio', teacher);
  await card.click();
  const menus = page.getByRole('button', { name: word('studio.tasks.of', {}) });
  await menus.last().waitFor();
  await look('studio-course', teacher);
  for (const task of ['move', 'cancel'] as const) {
    await menus.last().click();
    await page.getByRole('menuitem', { name: word(`studio.tasks.${task}`), exact: true }).click();
    await studio.dialog.waitFor();
    await look(`studio-${task}`, teacher);
    await page.keyboard.press('Escape');
    await studio.dialog.waitFor({ state: 'hidden' });
  }
  await studio.openTab('people');
  await page.getByRole('searchbox').waitFor();
  await page.getByRole('listitem').first().waitFor();
  await look('studio-people', teacher);
  await page
    .getByRole('button', { name: word('studio.people.removeOf', {}) })
    .first()
    .click();
  await page.getByRole('alertdialog').waitFor();
  await look('studio-person-remove', teacher);
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  await studio.openTab('settings');
  await studio.titleField.waitFor();
  await look('studio-settings', teacher);
}

/** From nothing to a draft with lessons. */
async function tourFirstCourse(teacher: Visitor, { language, look }: Tour): Promise<void> {
  const { page, studio, word } = teacher;
  const { draft, lesson } = SCENES[language];
  teacher.conduct.excuse(/Failed to load resource.*409.*\/lessons/);
  await teacher.open('/studio');
  await page.getByText(word('studio.empty.text')).waitFor();
  await look('studio-empty', teacher);
  await page.getByRole('link', { name: word('studio.empty.action') }).click();
  await page.getByRole('button', { name: word('studio.form.create'), exact: true }).click();
  await page.locator('[aria-invalid=true]').first().waitFor();
  await look('studio-new', teacher);
  await studio.makeCourse({ ...draft, category: 'painting', capacity: 12, speaking: 'everyone' });
  await look('studio-draft', teacher);
  await studio.planLessons({ title: lesson, date: SECOND, time: '20:00' });
  await look('studio-schedule', teacher);
  await studio.dialog.getByRole('button', { name: word('studio.schedule.make'), exact: true }).click();
  await studio.dialog.waitFor({ state: 'hidden' });
  await studio.scheduleSeries({ title: lesson, date: FIRST, time: '20:00', times: 4 });
  await look('studio-series', teacher);
  await studio.closeResults();
}
