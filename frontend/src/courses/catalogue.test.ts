import { CourseCard } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { aCourse, aSession } from '../../test/factories.js';
import { mountInApp, never, until } from '../../test/mount.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { queryClient } from '../shared/query.js';
import CoursesPage from './CoursesPage.vue';

type Routes = Parameters<typeof serve>[0];

const CATEGORIES = {
  items: [
    { id: 'calligraphy', nameKo: '서예', nameEn: 'Calligraphy', courses: 2 },
    { id: 'music', nameKo: '음악', nameEn: 'Music', courses: 0 },
  ],
};
/** As the list tells of a course: less than its page does. */
const card = (more: Parameters<typeof aCourse>[0] = {}) => CourseCard.strip().parse(aCourse(more));
const pageOf = (items: unknown[], more: object = {}) =>
  json({ items, nextCursor: null, total: items.length, ...more });
const FIRST = 'GET /courses?sort=soonest&limit=24';

describe('CoursesPage', () => {
  let close = () => {};

  async function open(routes: Routes, { path = '/courses', signedIn = false } = {}) {
    const server = serve({ 'GET /categories': () => json(CATEGORIES), ...routes });
    const page = mountInApp(CoursesPage);
    if (signedIn) accessTokens.set(aSession());
    close = () => {
      page.unmount();
      queryClient.clear();
      server.stop();
      accessTokens.set(null);
    };
    await page.router.push(path);
    return { page, server };
  }

  afterEach(() => {
    close();
  });

  it('shows visitors the courses, counts them, and asks for no session on their behalf', async () => {
    const { page, server } = await open({
      [FIRST]: () => pageOf([card(), card({ id: crypto.randomUUID() })]),
    });
    await until(() => page.findAll('main li, section li').length === 2, 'both courses');
    expect(page.get('section [role=status]').text()).to.equal('강좌 2개');
    expect(server.asked.filter(({ path }) => path.includes('refresh'))).to.have.length(0);
  });

  it('tells what I have in a course, and what others wait for', async () => {
    const mine = card({
      myEnrolment: { state: 'waiting', position: 3, since: '2026-11-21T00:00:00.000Z' },
      seats: { capacity: 30, taken: 30, waiting: 5 },
    });
    const { page } = await open({ [FIRST]: () => pageOf([mine]) }, { signedIn: true });
    await until(() => page.find('section li').exists(), 'the course');
    const text = page.get('section li').text();
    expect(text).to.include('대기 3번');
    expect(text).to.include('대기 5명');
  });

  it('makes each card one link', async () => {
    const course = card();
    const { page } = await open({ [FIRST]: () => pageOf([course]) });
    await until(() => page.find('section li').exists(), 'the course');
    expect(page.findAll('section li a').map((link) => link.attributes('href'))).to.deep.equal([
      `/courses/${course.id}`,
    ]);
  });

  it('offers the categories that have courses, with their number, as addresses', async () => {
    const { page } = await open({ [FIRST]: () => pageOf([card()]) });
    await until(() => page.findAll('nav a').length === 2, 'the categories');
    expect(page.findAll('nav a')[1]?.attributes('href')).to.equal('/courses?category=calligraphy');
    expect(page.findAll('nav a')[1]?.text()).to.match(/서예\s*2/);
  });

  it('asks for what the address says', async () => {
    const { page, server } = await open(
      {
        'GET /courses?category=calligraphy&level=beginner&seats=open&q=%EB%B6%93&sort=newest&limit=24': () =>
          pageOf([card()]),
      },
      { path: '/courses?category=calligraphy&level=beginner&seats=open&q=붓&sort=newest' },
    );
    await until(() => page.find('section li').exists(), 'the course');
    expect(page.get<HTMLInputElement>('input[name=q]').element.value).to.equal('붓');
    expect(server.asked.map(({ path }) => path).some((path) => path.includes('seats=open'))).to.equal(true);
  });

  it('searches when typing pauses, and puts the words into the address', async () => {
    const { page } = await open({
      [FIRST]: () => pageOf([card()]),
      'GET /courses?q=%EC%84%9C%EC%98%88&sort=soonest&limit=24': () => pageOf([card()]),
    });
    await page.get('input[name=q]').setValue(' 서예 ');
    await until(() => page.router.currentRoute.value.query.q === '서예', 'the words in the address');
    await page.get('input[name=q]').trigger('keydown', { key: 'Escape' });
    await until(() => page.router.currentRoute.value.query.q === undefined, 'no words any more');
  });

  it('lets a course be opened while the typing has not paused yet', async () => {
    const { page } = await open({ [FIRST]: () => pageOf([card()]) });
    await until(() => page.find('section li').exists(), 'the course');
    await page.get('input[name=q]').setValue('서예');
    await page.router.push('/courses/01a1fe3d-5972-7503-9808-e6c7354754a1');
    await never(() => page.router.currentRoute.value.name === 'courses', 'the list again', 500);
  });

  it('says that nothing matches, and takes all filters back', async () => {
    const { page } = await open(
      {
        'GET /courses?q=%ED%95%98%ED%94%84&sort=soonest&limit=24': () => pageOf([]),
        [FIRST]: () => pageOf([card()]),
      },
      { path: '/courses?q=하프' },
    );
    await until(() => page.text().includes('찾는 강좌가 없어요'), 'the empty state');
    await page
      .findAll('button')
      .find((button) => button.text() === '모두 지우기')
      ?.trigger('click');
    await until(() => page.find('section li').exists(), 'all courses again');
    expect(page.router.currentRoute.value.fullPath).to.equal('/courses');
  });

  it('shows more on request, and says why when that fails', async () => {
    let fails = true;
    const { page } = await open({
      [FIRST]: () => pageOf([card()], { nextCursor: 'two', total: 2 }),
      'GET /courses?sort=soonest&cursor=two&limit=24': () =>
        fails
          ? problem(400, 'request.invalid')
          : pageOf([card({ id: crypto.randomUUID(), title: '꽃꽂이' })], { total: 2 }),
    });
    const more = () => page.findAll('button').find((button) => button.text() === '더 보기');
    await until(() => more() !== undefined, 'the button for more');
    await more()?.trigger('click');
    await until(() => page.find('[role=alert]').exists(), 'the reason');
    fails = false;
    await more()?.trigger('click');
    await until(() => page.text().includes('꽃꽂이'), 'the second page');
    expect(more()).to.equal(undefined);
  });

  it('tells what failed, and tries again', async () => {
    let fails = true;
    const { page } = await open({
      [FIRST]: () => (fails ? problem(400, 'request.invalid', { requestId: 'r-9' }) : pageOf([card()])),
    });
    await until(() => page.find('[role=alert]').exists(), 'the error');
    expect(page.get('[role=alert]').text()).to.include('r-9');
    fails = false;
    await queryClient.refetchQueries();
    await until(() => page.find('section li').exists(), 'the course after all');
  });
});
