import { CourseView } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { aCourse, aSession } from '../../test/factories.js';
import { mountInApp, until } from '../../test/mount.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import CoursePage from './CoursePage.vue';

type Routes = Parameters<typeof serve>[0];
const SINCE = '2026-11-21T00:00:00.000Z';
const enrolled = { state: 'enrolled', position: null, since: SINCE };
const waiting = (position: number) => ({ state: 'waiting', position, since: SINCE });
const left = { state: 'cancelled', position: null, since: SINCE };
/** A course of somebody else, whose next lesson is the one of its curriculum. */
const theirs = (more: Parameters<typeof aCourse>[0] = {}) => {
  const course = aCourse({ isMine: false, ...more });
  const nextLesson = CourseView.shape.nextLesson.unwrap().strip().parse(course.lessons[0]);
  return aCourse({ ...course, nextLesson, ...more });
};
const inMinutes = (min: number) => new Date(Date.now() + min * 60_000).toISOString();

describe('CoursePage', () => {
  let close = () => {};

  async function open(first: CourseView, { routes = {}, signedIn = true, query = '' }: OpenOptions = {}) {
    let course: CourseView = first;
    const answer = (myEnrolment: unknown) => () => {
      course = { ...course, myEnrolment: myEnrolment as CourseView['myEnrolment'] };
      return json(myEnrolment);
    };
    const seat = `/courses/${course.id}/enrolment`;
    const server = serve({
      [`GET /courses/${course.id}`]: () => json(course),
      [`PUT ${seat}`]: answer(enrolled),
      [`DELETE ${seat}`]: answer(left),
      ...routes,
    });
    const page = mountInApp(CoursePage, { props: { id: course.id } });
    if (signedIn) accessTokens.set(aSession());
    await page.router.push(`/courses/${course.id}${query}`);
    close = () => {
      page.unmount();
      queryClient.clear();
      toasts.shown.splice(0);
      server.stop();
      accessTokens.set(null);
    };
    await until(() => page.find('[data-dock]').exists(), 'the course');
    const panel = () => page.get('[data-dock]');
    const button = (text: string) =>
      panel()
        .findAll('button, a')
        .find((found) => found.text() === text);
    const became = (course_: CourseView) => {
      course = course_;
    };
    return { page, server, panel, button, became };
  }
  interface OpenOptions {
    routes?: Routes;
    signedIn?: boolean;
    query?: string;
  }

  afterEach(() => {
    close();
  });

  it('leads visitors to sign up, and back to this page', async () => {
    const course = theirs();
    const { button } = await open(course, { signedIn: false });
    const next = encodeURIComponent(`/courses/${course.id}?then=enrol`).replaceAll('%2F', '/');
    expect(decodeURIComponent(button('신청하기')?.attributes('href') ?? '')).to.equal(
      decodeURIComponent(`/sign-up?next=${next}`),
    );
  });

  it('points out the button to who comes back, and never enrols by an address', async () => {
    const { page, server } = await open(theirs(), { query: '?then=enrol' });
    expect(page.text()).to.include('이제 신청만 누르면 돼요');
    await until(() => document.activeElement?.textContent.trim() === '신청하기', 'the focus on the button');
    expect(server.asked.filter(({ method }) => method !== 'GET')).to.deep.equal([]);
  });

  it('enrols when the server says so, and offers the next lesson for the calendar', async () => {
    const course = theirs();
    const { page, server, button } = await open(course);
    await button('신청하기')?.trigger('click');
    await until(() => page.text().includes('신청했어요. 수업 전에'), 'the result');
    expect(server.asked.filter(({ method }) => method === 'PUT')).to.have.length(1);
    expect(page.findAll('button').some((found) => found.text() === '캘린더에 추가')).to.equal(true);
    expect(button('신청하기')).to.equal(undefined);
  });

  it('takes no second press while the first is under way', async () => {
    const course = theirs();
    let answer: (response: Response) => void = () => undefined;
    const { button, server } = await open(course, {
      routes: {
        [`PUT /courses/${course.id}/enrolment`]: () =>
          new Promise<Response>((resolve) => (answer = resolve)) as unknown as Response,
      },
    });
    await button('신청하기')?.trigger('click');
    await until(() => button('신청 중…') !== undefined, 'the word that it is under way');
    await button('신청 중…')?.trigger('click');
    expect(server.asked.filter(({ method }) => method === 'PUT')).to.have.length(1);
    answer(json(enrolled));
    await until(() => button('신청 중…') === undefined, 'the end');
  });

  it('says the place in the line when the last seat is gone', async () => {
    const course = theirs({ seats: { capacity: 30, taken: 30, waiting: 2 } });
    const { button, panel } = await open(course, {
      routes: { [`PUT /courses/${course.id}/enrolment`]: () => json(waiting(3)) },
    });
    expect(panel().text()).to.include('지금 2명이 기다려요');
    await button('대기 신청하기')?.trigger('click');
    await until(() => toasts.shown.some(({ text }) => text === '대기 3번으로 신청했어요'), 'the place');
  });

  it('says why enrolling failed, and stays as it was', async () => {
    const course = theirs();
    const { button } = await open(course, {
      routes: { [`PUT /courses/${course.id}/enrolment`]: () => problem(409, 'enrolment.own_course') },
    });
    await button('신청하기')?.trigger('click');
    await until(() => toasts.shown.length === 1, 'the reason');
    expect(toasts.shown[0]?.text).to.include('직접 가르치는 강좌');
    expect(button('신청하기')).to.not.equal(undefined);
  });

  it('leaves at once where nobody waits, and takes that back for ten seconds', async () => {
    const { button, server } = await open(theirs({ myEnrolment: enrolled }));
    await button('신청 취소')?.trigger('click');
    await until(() => button('신청하기') !== undefined, 'the way back in');
    const toast = toasts.shown.at(-1);
    expect(toast?.durationMs).to.equal(10_000);
    toast?.action?.run();
    await until(() => button('신청 취소') !== undefined, 'the seat again');
    expect(server.asked.map(({ method }) => method).filter((method) => method !== 'GET')).to.deep.equal([
      'DELETE',
      'PUT',
    ]);
  });

  it('asks before a seat is given away that others wait for', async () => {
    const { button, server } = await open(
      theirs({ myEnrolment: enrolled, seats: { capacity: 30, taken: 30, waiting: 4 } }),
    );
    await button('신청 취소')?.trigger('click');
    await until(() => document.querySelector('[role=alertdialog]') !== null, 'the question');
    expect(document.querySelector('[role=alertdialog]')?.textContent).to.include('4명이 기다리고 있어서');
    expect(server.asked.some(({ method }) => method === 'DELETE')).to.equal(false);
    const form = document.querySelector('[role=alertdialog] form');
    form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await until(() => document.querySelector('[role=alertdialog]') === null, 'the end of the question');
    expect(server.asked.filter(({ method }) => method === 'DELETE')).to.have.length(1);
    expect(toasts.shown.at(-1)?.action).to.equal(undefined);
  });

  it('tells who waits when a seat came free', async () => {
    const course = theirs({ myEnrolment: waiting(1), seats: { capacity: 30, taken: 30, waiting: 1 } });
    const { panel, became } = await open(course);
    expect(panel().text()).to.include('대기 1번이에요');
    became({ ...course, myEnrolment: enrolled as CourseView['myEnrolment'] });
    await queryClient.refetchQueries();
    await until(() => toasts.shown.some(({ text }) => text.includes('자리가 나서')), 'the news');
  });

  it('opens the entrance ten minutes before, to those who have a seat', async () => {
    const nextLesson = (min: number) => ({
      id: '01932f00-0000-7000-8000-000000000077',
      startsAt: inMinutes(min),
      durationMin: 60,
      timeZone: 'Asia/Seoul',
      state: 'scheduled',
    });
    const { button } = await open(theirs({ myEnrolment: enrolled, nextLesson: nextLesson(9) }));
    expect(button('입장하기')?.attributes('href')).to.equal(
      '/lessons/01932f00-0000-7000-8000-000000000077/room',
    );
    close();
    const early = await open(theirs({ myEnrolment: enrolled, nextLesson: nextLesson(30) }));
    expect(early.button('입장하기')).to.equal(undefined);
  });

  it('leads instructors to their studio, also from a draft', async () => {
    const course = theirs({ isMine: true, state: 'draft' });
    const { page, button } = await open(course);
    expect(button('강좌 관리하기')?.attributes('href')).to.equal(`/studio/courses/${course.id}`);
    expect(page.text()).to.include('아직 공개하지 않은 강좌예요');
  });

  it('draws the description as paragraphs of plain text', async () => {
    const { page } = await open(theirs({ description: '하나 <b>둘</b>\n\n\n셋' }));
    const texts = page.findAll('p.whitespace-pre-line').map((found) => found.text());
    expect(texts).to.deep.equal(['하나 <b>둘</b>', '셋']);
  });

  it('says that there is no such course, with the way on', async () => {
    const server = serve({});
    accessTokens.set(null);
    const page = mountInApp(CoursePage, { props: { id: '01932f00-0000-7000-8000-0000000000ff' } });
    close = () => {
      page.unmount();
      queryClient.clear();
      server.stop();
    };
    await until(() => page.find('[role=alert]').exists(), 'the error');
    expect(page.get('[role=alert]').text()).to.include('수업 찾기');
  });
});
