import type { CourseView } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { h } from 'vue';
import { aCourse, aSession } from '../../test/factories.js';
import { mountInApp, until } from '../../test/mount.js';
import { button } from '../../test/room-fixtures.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import CoursePeople from './CoursePeople.vue';

const SINCE = '2026-11-18T09:00:00.000Z';

describe('the tab of people of a course', function () {
  this.timeout(20_000);

  let close = () => {};
  afterEach(() => {
    close();
  });

  function open(component: object, routes: Parameters<typeof serve>[0]) {
    accessTokens.set(aSession());
    const server = serve(routes);
    const page = mountInApp(component);
    close = () => {
      page.unmount();
      queryClient.clear();
      server.stop();
      accessTokens.set(null);
      toasts.shown.splice(0);
    };
    return { page, server };
  }

  const person = (name: string, nth: number, position: number | null = null) => ({
    userId: `01932f00-0000-7000-8000-0000000005${String(nth).padStart(2, '0')}`,
    name,
    enrolment: { state: position === null ? 'enrolled' : 'waiting', position, since: SINCE },
  });
  const people = (course: CourseView, state: string, ...items: object[]) => ({
    [`GET /courses/${course.id}/people?state=${state}&limit=50`]: () => json({ items, nextCursor: null }),
  });
  const tab = (course: CourseView) => ({ render: () => h(CoursePeople, { course }) });

  it('shows who is enrolled, and who waits with their place', async () => {
    const course = aCourse({ seats: { capacity: 2, taken: 2, waiting: 1 } });
    const { page } = open(tab(course), {
      ...people(course, 'enrolled', person('김규현', 1), person('이하늘', 2)),
      ...people(course, 'waiting', person('박서연', 3, 1)),
    });
    await until(() => page.findAll('li').length === 3, 'the people');
    expect(page.findAll('li').map((each) => each.text())[2])
      .to.include('1번')
      .and.to.include('박서연');
  });

  it('finds people by the first consonants of their name', async () => {
    const course = aCourse();
    const { page } = open(tab(course), people(course, 'enrolled', person('김규현', 1), person('이하늘', 2)));
    await until(() => page.findAll('li').length === 2, 'the people');
    await page.get('input[type=search]').setValue('ㅎㄴ');
    expect(
      page
        .findAll('li')
        .map((each) => each.text())
        .join(),
    )
      .to.include('이하늘')
      .and.not.to.include('김규현');
    expect(page.text()).to.include('1명을 찾았어요');
  });

  it('says that nobody has come yet', () => {
    const { page } = open(tab(aCourse({ seats: { capacity: 2, taken: 0, waiting: 0 } })), {});
    expect(page.text()).to.include('아직 신청한 사람이 없어요');
  });

  /** A course with one student, whom its server takes out and lets in. */
  function openWithStudent(refusal?: () => Response) {
    const course = aCourse({ seats: { capacity: 2, taken: 1, waiting: 0 } });
    const student = person('이하늘', 2);
    const path = `/courses/${course.id}/people/${student.userId}`;
    let isIn = true;
    const answer = (state: string) => json({ state, position: null, since: SINCE });
    const listOf = (state: 'enrolled' | 'removed') => () =>
      json({ items: isIn === (state === 'enrolled') ? [student] : [], nextCursor: null });
    return open(tab(course), {
      [`GET /courses/${course.id}/people?state=enrolled&limit=50`]: listOf('enrolled'),
      [`GET /courses/${course.id}/people?state=removed&limit=50`]: listOf('removed'),
      [`DELETE ${path}`]: () => {
        if (refusal !== undefined) return refusal();
        isIn = false;
        return answer('cancelled');
      },
      [`POST ${path}/readmit`]: () => {
        isIn = true;
        return answer('enrolled');
      },
    });
  }
  const heading = () =>
    [...document.querySelectorAll('h2')].some((one) => one.textContent.includes('내보낸 사람'));
  async function remove(): Promise<void> {
    await until(() => document.querySelector('li button') !== null, 'the student');
    button('이하늘 님 내보내기').click();
    await until(() => document.querySelector('[role=alertdialog]') !== null, 'the question');
    document.querySelector<HTMLElement>('[role=alertdialog] [type=submit]')?.click();
  }

  it('takes somebody out after asking, and lets them in again', async () => {
    openWithStudent();
    await remove();
    await until(heading, 'the list of who was removed');
    expect(document.querySelector('[role=alertdialog]')).to.equal(null);
    button('다시 들이기: 이하늘 님').click();
    await until(() => !heading(), 'them to be in again');
    expect(toasts.shown.map(({ text }) => text)).to.deep.equal([
      '이하늘 님을 내보냈어요',
      '이하늘 님을 다시 들였어요',
    ]);
  });

  it('takes a removal back at once', async () => {
    openWithStudent();
    await remove();
    await until(heading, 'the list of who was removed');
    toasts.shown[0]?.action?.run();
    await until(() => !heading(), 'them to be in again');
  });

  it('says in the question why it failed', async () => {
    openWithStudent(() => problem(403, 'auth.forbidden'));
    await remove();
    await until(() => document.querySelector('[role=alertdialog] [role=alert]') !== null, 'the reason');
    expect(heading()).to.equal(false);
  });
});
