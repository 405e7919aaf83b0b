import { expect } from 'chai';
import type { School } from './browser/school.js';
import { useSchool } from './browser/school.js';
import type { Visitor } from './browser/visitor.js';
import { freshAddress, HANEUL, makeInstructor, SEOYEON } from './support/people.js';
import { unique } from './support/unique.js';

const MONDAY = '2031-03-24';
const [FIRST, SECOND] = ['여름밤의 매미 소리 스물둘', 'slow ink on wet paper'];

/** Publishes a course with so many seats. @returns where students find it. */
async function publish(school: School, title: string, capacity: number): Promise<string> {
  const teacher = await school.visitor(await makeInstructor('윤도현', 'ko'));
  await teacher.signIn();
  await teacher.open('/studio/courses/new');
  await teacher.studio.makeCourse({
    title,
    description: '한 획씩 함께 그어요.',
    category: 'calligraphy',
    capacity,
    speaking: 'everyone',
  });
  await teacher.studio.schedule({ title, date: MONDAY, time: '10:00' });
  await teacher.studio.publish();
  return new URL(teacher.page.url()).pathname.replace('/studio', '');
}

async function confirm({ page }: Visitor): Promise<void> {
  await page.getByRole('alertdialog').getByRole('button').last().click();
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
}

describe('courses and accounts', function () {
  this.timeout(120_000);
  const { story } = useSchool();

  story('the last seat goes to one, the other waits, and moves up when it is given back', async (school) => {
    const path = await publish(school, unique('한 자리'), 1);
    const [haneul, seoyeon] = await Promise.all([school.visitor(HANEUL), school.visitor(SEOYEON)]);
    await Promise.all([haneul.signIn(), seoyeon.signIn()]);
    await haneul.open(path);
    await haneul.courses.enrol.click();
    await haneul.courses.enrolledNote.waitFor();
    await seoyeon.open(path);
    await seoyeon.courses.queue.click();
    await seoyeon.courses.waitingNote(1).waitFor();

    // Since somebody waits, Haneul is asked before the seat goes.
    await haneul.page.reload();
    await haneul.courses.leave.click();
    await haneul.page.getByRole('alertdialog').waitFor();
    await confirm(haneul);
    await haneul.courses.queue.waitFor();
    await seoyeon.page.getByText(seoyeon.word('enrolment.gotSeat')).waitFor();
    await seoyeon.courses.enrolledNote.waitFor();
  });

  story('leaving a course with free seats is taken back within ten seconds', async (school) => {
    const path = await publish(school, unique('여러 자리'), 5);
    const haneul = await school.visitor(HANEUL);
    await haneul.signIn();
    await haneul.open(path);
    await haneul.courses.enrol.click();
    await haneul.courses.leave.click();
    await haneul.courses.enrol.waitFor();
    await haneul.page.getByRole('button', { name: haneul.word('common.undo'), exact: true }).click();
    await haneul.courses.enrolledNote.waitFor();

    // The lesson is there to be kept, and among one's own.
    const [download] = await Promise.all([
      haneul.page.waitForEvent('download'),
      haneul.page.getByRole('button', { name: haneul.word('enrolment.addToCalendar'), exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).to.match(/\.ics$/);
  });

  story('filters are in the address, and "back" leads to the same place', async (school) => {
    const visitor = await school.visitor(HANEUL);
    await visitor.open('/courses');
    await visitor.courses.search.fill('붓');
    await visitor.page.waitForURL(/q=/);
    await visitor.page.locator('main li a').first().click();
    await visitor.page.waitForURL(/\/courses\/[0-9a-f-]{36}/);
    await visitor.page.goBack();
    await visitor.page.waitForURL(/\/courses\?q=/);
    expect(await visitor.courses.search.inputValue()).to.equal('붓');
  });

  story('a new account changes its password, and its other device has to sign in again', async (school) => {
    const account = { name: '한서진', email: freshAddress('student'), language: 'ko' } as const;
    const [phone, desk] = await Promise.all([school.visitor(account), school.visitor(account)]);
    await phone.open('/sign-up');
    await phone.signUpPage.submit({ ...account, password: FIRST });
    await phone.page.waitForURL('**/courses');
    await desk.open('/sign-in');
    await desk.signInPage.submit(account.email, FIRST);
    await desk.lessons.heading.waitFor();
    await phone.open('/account');
    const field = (key: string) => phone.page.getByLabel(phone.word(key), { exact: true });
    await field('identity.account.current').fill(FIRST);
    await field('identity.account.next').fill(SECOND);
    await phone.page.getByRole('button', { name: phone.word('identity.account.changePassword') }).click();
    await phone.page.getByText(phone.word('identity.account.passwordChanged')).waitFor();
    await phone.page.getByText(phone.word('identity.account.onlyThis')).waitFor();
    desk.conduct.excuse(/Failed to load resource.*401/);
    await desk.open('/account');
    await desk.signInPage.button.waitFor();
  });
});
