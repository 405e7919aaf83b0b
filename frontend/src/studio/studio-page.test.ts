import { StudioCoursePage } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { aCourse, aLesson } from '../../test/factories.js';
import { until } from '../../test/mount.js';
import { usePages, type Routes } from '../../test/page.js';
import { json, pageOf, problem } from '../../test/server.js';
import { queryClient } from '../shared/query.js';
import StudioPage from './StudioPage.vue';

const COURSES = 'GET /studio/courses?limit=30';
const COMING = 'GET /me/lessons?when=now&part=instructor&limit=30';
const PAST = 'GET /me/lessons?when=past&part=instructor&limit=30';

const Card = StudioCoursePage.shape.items.element.strip();
const aCard = (more = {}) => Card.parse(aCourse(more));
const aTaughtLesson = (more = {}) => aLesson({ myPart: 'instructor', ...more });

describe('StudioPage', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);

  const pages = usePages();
  function open(routes: Routes) {
    const answers = { [COMING]: () => json(pageOf()), [PAST]: () => json(pageOf()), ...routes };
    const { page: studio, server } = pages.open(StudioPage, answers);
    return { studio, server };
  }

  it('shows each course with its state, its seats, who waits and what comes next', async () => {
    const lesson = aLesson({ startsAt: new Date(Date.now() + 60 * 60_000).toISOString() });
    const { id, startsAt, durationMin, timeZone, state } = lesson;
    const { studio } = open({
      [COURSES]: () =>
        json(
          pageOf(
            aCard({
              state: 'draft',
              seats: { capacity: 12, taken: 12, waiting: 3 },
              nextLesson: { id, startsAt, durationMin, timeZone, state },
            }),
          ),
        ),
    });
    await until(() => studio.find('h3 a').exists(), 'the course');
    const card = studio.get('li');
    for (const text of ['초안', '한글 서예 입문', '12', '/ 12명', '대기 3명', '다음 수업 오늘']) {
      expect(card.text()).to.include(text);
    }
    expect(studio.get('h3 a').attributes('href')).to.equal(`/studio/courses/${aCard().id}`);
  });

  it('leads whoever has no course to the first one', async () => {
    const { studio } = open({ [COURSES]: () => json(pageOf()) });
    await until(() => studio.text().includes('아직 만든 강좌가 없어요'), 'the empty state');
    expect(studio.get('a[href="/studio/courses/new"]').text()).to.equal('첫 강좌 만들기');
  });

  it('puts the lesson that is due before all else, and starts it', async () => {
    const mine = aTaughtLesson({ mayStart: true });
    const { studio, server } = open({
      [COURSES]: () => json(pageOf(aCard())),
      [COMING]: () => json(pageOf(mine, aTaughtLesson({ id: '01932f00-0000-7000-8000-000000000077' }))),
      [`POST /lessons/${mine.id}/start`]: () =>
        json({ ...mine, state: 'live', mayStart: false, mayJoin: true }),
    });
    await until(() => studio.find('article button').exists(), 'the start button');
    await studio.get('article button').trigger('click');
    await until(() => studio.router.currentRoute.value.name === 'room', 'the room');
    expect(server.asked.filter(({ method }) => method === 'POST')).to.have.length(1);
    expect(studio.findAll('section li h3')).to.have.length(2, 'one course, and the other lesson');
  });

  it('leads from a past lesson to its attendance', async () => {
    const { studio } = open({
      [COURSES]: () => json(pageOf(aCard())),
      [PAST]: () => json(pageOf(aTaughtLesson({ state: 'ended' }))),
    });
    await studio.router.push({ name: 'studio', query: { when: 'past' } });
    await until(() => studio.find('a[href$="/attendance"]').exists(), 'the link to the attendance');
  });

  it('tells what failed, with the request id, and tries again', async () => {
    let fails = true;
    const { studio } = open({
      [COURSES]: () => (fails ? problem(403, 'auth.forbidden', { requestId: 'r-8' }) : json(pageOf(aCard()))),
    });
    await until(() => studio.find('[role=alert]').exists(), 'the error');
    expect(studio.get('[role=alert]').text()).to.include('r-8');
    fails = false;
    await queryClient.refetchQueries();
    await until(() => studio.find('h3 a').exists(), 'the course after all');
  });

  it('keeps lessons and courses apart: one may fail without the other', async () => {
    const { studio } = open({
      [COURSES]: () => json(pageOf(aCard())),
      [COMING]: () => problem(403, 'auth.forbidden'),
    });
    await until(() => studio.text().includes('수업을 불러오지 못했어요'), 'the error of the lessons');
    expect(studio.find('h3 a').exists()).to.equal(true);
  });
});
