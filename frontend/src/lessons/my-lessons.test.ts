import { expect } from 'chai';
import { aLesson } from '../../test/factories.js';
import { until } from '../../test/mount.js';
import { usePages, type Routes } from '../../test/page.js';
import { json, pageOf, problem } from '../../test/server.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import MyLessonsPage from './MyLessonsPage.vue';

const MY_COURSES = 'GET /courses?enrolment=mine&limit=60';
const NOW_PAGE = 'GET /me/lessons?when=now&limit=12';

describe('MyLessonsPage', () => {
  const pages = usePages();
  const open = (routes: Routes) =>
    pages.open(MyLessonsPage, {
      [MY_COURSES]: () => json({ items: [], nextCursor: null, total: 0 }),
      ...routes,
    });

  it('puts the live lesson first, with the way in', async () => {
    const live = aLesson({ state: 'live', mayJoin: true, startedAt: new Date().toISOString() });
    const { page } = open({ [NOW_PAGE]: () => json(pageOf(live)) });
    await until(() => page.find('article').exists(), 'the featured lesson');
    const enter = page.get('article a[href$="/room"]');
    expect(enter.text()).to.equal('입장하기');
    expect(page.get('article').text()).to.include('진행 중');
  });

  it('offers no way in before the instructor has started', async () => {
    const { page } = open({ [NOW_PAGE]: () => json(pageOf(aLesson())) });
    await until(() => page.find('article').exists(), 'the featured lesson');
    expect(page.find('a[href$="/room"]').exists()).to.equal(false);
    expect(page.get('article').text()).to.include('3시간 후 시작');
  });

  it('lets the instructor start, and goes in', async () => {
    const mine = aLesson({ myPart: 'instructor', mayStart: true });
    const { page, server } = open({
      [NOW_PAGE]: () => json(pageOf(mine)),
      [`POST /lessons/${mine.id}/start`]: () =>
        json({ ...mine, state: 'live', mayStart: false, mayJoin: true }),
    });
    await until(() => page.find('article button').exists(), 'the start button');
    await page.get('article button').trigger('click');
    await until(() => page.router.currentRoute.value.name === 'room', 'the room');
    expect(server.asked.filter(({ method }) => method === 'POST')).to.have.length(1);
  });

  it('says in words why a lesson could not be started', async () => {
    const mine = aLesson({ myPart: 'instructor', mayStart: true });
    const { page } = open({
      [NOW_PAGE]: () => json(pageOf(mine)),
      [`POST /lessons/${mine.id}/start`]: () => problem(409, 'lesson.cancelled'),
    });
    await until(() => page.find('article button').exists(), 'the start button');
    await page.get('article button').trigger('click');
    await until(() => toasts.shown.length > 0, 'the toast');
    expect(toasts.shown.at(-1)?.text).to.equal('취소된 수업이에요.');
    toasts.shown.splice(0);
  });

  it('says that nothing is planned', async () => {
    const { page } = open({ [NOW_PAGE]: () => json(pageOf()) });
    await until(() => page.text().includes('다가오는 수업이 없어요'), 'the empty state');
  });

  it('tells what failed, with the request id, and tries again', async () => {
    let fails = true;
    const { page } = open({
      [NOW_PAGE]: () =>
        fails ? problem(403, 'auth.forbidden', { requestId: 'r-7' }) : json(pageOf(aLesson())),
    });
    await until(() => page.find('[role=alert]').exists(), 'the error');
    expect(page.get('[role=alert]').text()).to.include('r-7');
    fails = false;
    await queryClient.refetchQueries();
    await until(() => page.find('article').exists(), 'the lesson after all');
  });

  it('shows more on request', async () => {
    const other = aLesson({ id: '01932f00-0000-7000-8000-000000000099', title: '4강. 가로획' });
    const { page } = open({
      [NOW_PAGE]: () => json({ items: [aLesson()], nextCursor: 'next' }),
      'GET /me/lessons?when=now&cursor=next&limit=12': () => json(pageOf(other)),
    });
    const more = () => page.findAll('button').find((button) => button.text() === '더 보기');
    await until(() => more() !== undefined, 'the button for more');
    await more()?.trigger('click');
    await until(() => page.text().includes('4강. 가로획'), 'the second page');
    expect(more()).to.equal(undefined);
  });
});
