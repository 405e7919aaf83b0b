import type { CourseView } from '@seodang/contracts/courses';
import type { ScheduleLesson } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import { h } from 'vue';
import { aCourse, aLesson, aSession } from '../../test/factories.js';
import { drawn, mountInApp, until } from '../../test/mount.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import CourseLessons from './CourseLessons.vue';
import { useMyCourse } from './use-courses.js';

type Routes = Parameters<typeof serve>[0];
const COMING = 'GET /me/lessons?when=now&part=instructor&limit=30';
const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString();
const LESSON = {
  id: '01932f00-0000-7000-8000-000000000010',
  title: '3강. 획의 시작과 끝',
  startsAt: inDays(2),
  durationMin: 60,
  timeZone: 'Asia/Seoul',
  state: 'scheduled',
};

describe('the tab of lessons of a course', function () {
  // Whole pages are drawn; on a busy machine, lists of all time zones take their time.
  this.timeout(20_000);

  let close = () => {};

  function open(component: object, routes: Routes) {
    accessTokens.set(aSession());
    const server = serve({ [COMING]: () => json({ items: [], nextCursor: null }), ...routes });
    const page = mountInApp(component);
    close = () => {
      page.unmount();
      queryClient.clear();
      server.stop();
      accessTokens.set(null);
      toasts.shown.splice(0);
    };
    const sent = (method: string) => server.asked.filter((request) => request.method === method);
    return { page, server, sent };
  }

  /** The tab of lessons over a server that keeps the lessons it is sent; `more` are further answers. */
  function openLessons(lessons: object[], more: (course: CourseView) => Routes = () => ({})) {
    const made: object[] = [...lessons];
    const course = aCourse({ lessons });
    const current = () => ({ ...course, lessons: made });
    const tab = {
      setup() {
        const { course: kept } = useMyCourse(() => course.id);
        return () => (kept.value === undefined ? null : h(CourseLessons, { course: kept.value }));
      },
    };
    const tools = open(tab, {
      [`GET /courses/${course.id}`]: () => json(current()),
      [`POST /courses/${course.id}/lessons`]: ({ body }) => {
        const { startsAt, ...rest } = body as ScheduleLesson;
        const id = `01932f00-0000-7000-8000-0000000001${String(made.length).padStart(2, '0')}`;
        made.push({ id, state: 'scheduled', startsAt, ...rest });
        return json(aLesson({ id, startsAt, ...rest }), 201);
      },
      ...more(course),
    });
    return { ...tools, course, made };
  }

  const inDialog = (selector: string) =>
    document.querySelector<HTMLInputElement>(`[role=dialog] ${selector}, [role=alertdialog] ${selector}`);

  function fill(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) {
      const field = inDialog(`[name="${name}"]`);
      if (field === null) throw new Error(`no field ${name}`);
      field.value = value;
      field.dispatchEvent(new Event('input'));
    }
  }

  function submit(): void {
    inDialog('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  }

  /** Chooses from the menu of the first lesson. */
  async function choose(page: ReturnType<typeof open>['page'], text: string): Promise<void> {
    const menu = page.get('button[aria-haspopup=menu]').element;
    (menu as HTMLElement).focus();
    menu.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    const item = () =>
      [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((each) =>
        each.textContent.includes(text),
      );
    await until(() => item() !== undefined, `"${text}" in the menu`);
    item()?.click();
    await drawn();
  }

  afterEach(() => {
    close();
  });

  describe('CourseLessons', () => {
    const press = async (page: ReturnType<typeof open>['page'], text: string) => {
      await until(() => page.findAll('button').some((each) => each.text() === text), `the button "${text}"`);
      // The store of who is signed in listens since it was first asked for, as in the app it is by the first page.
      accessTokens.set(aSession());
      await page
        .findAll('button')
        .find((each) => each.text() === text)
        ?.trigger('click');
      await until(() => inDialog('form') !== null, 'the dialog');
    };

    it('schedules a lesson in the zone of my profile', async () => {
      const { page, sent } = openLessons([]);
      await press(page, '수업 잡기');
      expect(inDialog('select')?.value).to.equal('Asia/Seoul');
      fill({ title: '1강. 붓과 먹', startsAt: '2030-03-04', time: '20:00' });
      submit();
      await until(() => page.text().includes('1강. 붓과 먹'), 'the lesson in the list');
      expect(sent('POST')[0]?.body).to.deep.equal({
        title: '1강. 붓과 먹',
        startsAt: '2030-03-04T11:00:00.000Z',
        durationMin: 60,
        timeZone: 'Asia/Seoul',
      });
      expect(document.querySelector('[role=dialog]')).to.equal(null);
    });

    it('says that a time does not exist on a day when clocks change', async () => {
      const { page, sent } = openLessons([]);
      await press(page, '수업 잡기');
      const zone = inDialog('select');
      Object.assign(zone ?? {}, { value: 'Europe/Berlin' });
      zone?.dispatchEvent(new Event('change'));
      fill({ title: '1강', startsAt: '2030-03-31', time: '02:30' });
      submit();
      await until(() => inDialog('form')?.textContent.includes('02:30이 없어요') === true, 'the reason');
      expect(inDialog('[name=time]')?.getAttribute('aria-invalid')).to.equal('true');
      expect(sent('POST')).to.have.length(0);
    });

    it('makes a weekly series before my eyes, and tells which lesson clashes with what', async () => {
      let asked = 0;
      const { page, made } = openLessons([], (course) => ({
        [`POST /courses/${course.id}/lessons`]: ({ body }) => {
          asked += 1;
          if (asked !== 2) {
            made.push({ ...LESSON, ...(body as object), id: `01932f00-0000-7000-8000-00000000020${asked}` });
            return json(aLesson(), 201);
          }
          const clashesWith = {
            lessonId: LESSON.id,
            title: '판소리',
            startsAt: LESSON.startsAt,
            durationMin: 50,
          };
          return problem(409, 'lesson.clashes', { clashesWith });
        },
      }));
      await press(page, '수업 잡기');
      fill({ title: '1강. 붓과 먹', startsAt: '2030-03-04', time: '20:00' });
      const repeat = [...document.querySelectorAll<HTMLSelectElement>('[role=dialog] select')].at(-1);
      Object.assign(repeat ?? {}, { value: '3' });
      repeat?.dispatchEvent(new Event('change'));
      await drawn();
      submit();
      const box = () => document.querySelector('[role=dialog]')?.textContent ?? '';
      await until(() => box().includes('3개 가운데 2개를 잡았어요'), 'the result');
      expect(box()).to.include('‘판소리’ 수업').and.to.include('겹쳐요');
      expect(made).to.have.length(2);
    });

    it('moves a lesson, and says beforehand how many people are told', async () => {
      const { page, sent } = openLessons([LESSON], () => ({
        [`PATCH /lessons/${LESSON.id}`]: () => json(aLesson()),
      }));
      await until(() => page.find('button[aria-haspopup=menu]').exists(), 'the lesson');
      await choose(page, '시간 바꾸기');
      await until(() => inDialog('form') !== null, 'the dialog');
      expect(inDialog('form')?.textContent).to.include('학생 4명에게 바뀐 시간을 알려요');
      fill({ startsAt: '2030-03-04', time: '20:00' });
      submit();
      await until(() => toasts.shown.length > 0, 'the toast');
      expect(sent('PATCH')[0]?.body).to.deep.equal({
        startsAt: '2030-03-04T11:00:00.000Z',
        durationMin: 60,
        timeZone: 'Asia/Seoul',
      });
    });

    it('renames a lesson', async () => {
      const { page, sent } = openLessons([LESSON], () => ({
        [`PATCH /lessons/${LESSON.id}`]: () => json(aLesson()),
      }));
      await until(() => page.find('button[aria-haspopup=menu]').exists(), 'the lesson');
      await choose(page, '이름 바꾸기');
      await until(() => inDialog('form') !== null, 'the dialog');
      fill({ title: '다른 이름' });
      submit();
      await until(() => toasts.shown.length > 0, 'the toast');
      expect(sent('PATCH')[0]?.body).to.deep.equal({ title: '다른 이름' });
    });

    it('cancels a lesson with a reason, and takes that back by the toast', async () => {
      const { page, sent } = openLessons([LESSON], () => ({
        [`POST /lessons/${LESSON.id}/cancel`]: () => json(aLesson({ state: 'cancelled' })),
        [`POST /lessons/${LESSON.id}/restore`]: () => json(aLesson()),
      }));
      await until(() => page.find('button[aria-haspopup=menu]').exists(), 'the lesson');
      await choose(page, '수업 취소');
      await until(() => inDialog('textarea') !== null, 'the dialog');
      const reason = inDialog('textarea');
      Object.assign(reason ?? {}, { value: '몸이 아파요' });
      reason?.dispatchEvent(new Event('input'));
      submit();
      await until(() => toasts.shown.length > 0, 'the toast');
      expect(sent('POST')[0]).to.deep.include({ body: { reason: '몸이 아파요' } });
      expect(toasts.shown[0]?.durationMs).to.equal(10_000);
      toasts.shown[0]?.action?.run();
      await until(() => sent('POST').length === 2, 'the restoring');
      expect(sent('POST')[1]?.path).to.equal(`/lessons/${LESSON.id}/restore`);
    });

    it('says why a lesson was cancelled', async () => {
      const { page } = openLessons([{ ...LESSON, state: 'cancelled', cancelReason: '몸이 아파요' }]);
      await until(() => page.text().includes('몸이 아파요'), 'the reason');
    });

    it('starts what is due, and leads from what was held to its attendance', async () => {
      const due = aLesson({ id: LESSON.id, myPart: 'instructor', mayStart: true });
      const held = {
        ...LESSON,
        id: '01932f00-0000-7000-8000-000000000055',
        state: 'ended',
        startsAt: inDays(-5),
      };
      const { page } = openLessons([held, LESSON], () => ({
        [COMING]: () => json({ items: [due], nextCursor: null }),
      }));
      await until(() => page.find(`button[aria-label="${due.title} 시작하기"]`).exists(), 'the start button');
      expect(page.find(`a[href="/lessons/${held.id}/attendance"]`).exists()).to.equal(true);
    });
  });
});
