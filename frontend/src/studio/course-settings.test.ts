import type { CourseView } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { h } from 'vue';
import { aCourse, aSession } from '../../test/factories.js';
import { mountInApp, until } from '../../test/mount.js';
import { json, problem, serve } from '../../test/server.js';
import { accessTokens } from '../shared/access-tokens.js';
import { queryClient } from '../shared/query.js';
import { toasts } from '../shared/ui/toasts.js';
import CourseSettings from './CourseSettings.vue';
import NewCoursePage from './NewCoursePage.vue';
import PublishPanel from './PublishPanel.vue';
import { useMyCourse } from './use-courses.js';

type Routes = Parameters<typeof serve>[0];
const CATEGORIES = {
  'GET /categories': () =>
    json({ items: [{ id: 'calligraphy', nameKo: '서예', nameEn: 'Calligraphy', courses: 2 }] }),
};

describe('the screens where a course is written', function () {
  // Whole pages are drawn, and the machine may be busy.
  this.timeout(20_000);

  let close = () => {};

  function open(component: object, routes: Routes) {
    accessTokens.set(aSession());
    const server = serve({ ...CATEGORIES, ...routes });
    const page = mountInApp(component);
    close = () => {
      page.unmount();
      queryClient.clear();
      server.stop();
      accessTokens.set(null);
      toasts.shown.splice(0);
    };
    const field = (name: string) => page.get(`[name="${name}"]`);
    const sent = (method: string) => server.asked.filter((request) => request.method === method);
    return { page, server, field, sent };
  }

  /** The settings tab over a server that keeps what it is sent. */
  function openSettings(course: CourseView, routes: Routes = {}) {
    let kept = course;
    const path = `/courses/${course.id}`;
    const tab = {
      setup() {
        const { course: current } = useMyCourse(() => course.id);
        return () => (current.value === undefined ? null : h(CourseSettings, { course: current.value }));
      },
    };
    return open(tab, {
      [`GET ${path}`]: () => json(kept),
      [`PATCH ${path}`]: ({ body }) => {
        kept = { ...kept, ...(body as Partial<CourseView>) };
        return json(kept);
      },
      [`POST ${path}/unpublish`]: () => json((kept = { ...kept, state: 'draft' })),
      [`POST ${path}/publish`]: () => json((kept = { ...kept, state: 'published' })),
      ...routes,
    });
  }

  afterEach(() => {
    close();
  });

  describe('NewCoursePage', () => {
    it('makes a draft of what was written, and opens it', async () => {
      const made = aCourse({ state: 'draft', title: '말문 트기', lessons: [] });
      const { page, field, sent } = open(NewCoursePage, { 'POST /courses': () => json(made, 201) });
      await until(() => page.find('option[value=calligraphy]').exists(), 'the categories');
      await field('title').setValue('말문 트기');
      await field('categoryId').setValue('calligraphy');
      await page.get('form').trigger('submit');
      await until(() => page.router.currentRoute.value.name === 'studio-course', 'the course');
      expect(sent('POST')[0]?.body).to.include({
        title: '말문 트기',
        categoryId: 'calligraphy',
        language: 'ko',
        capacity: 20,
      });
    });

    it('tells what is missing, and goes to the first of it', async () => {
      const { page, field, sent } = open(NewCoursePage, {});
      await page.get('form').trigger('submit');
      await until(() => field('title').attributes('aria-invalid') === 'true', 'the mark on the title');
      expect(document.activeElement).to.equal(field('title').element);
      expect(page.text()).to.include('고칠 곳이 2군데 있어요');
      expect(sent('POST')).to.have.length(0);
    });

    it('says at once which files cannot be a cover', async () => {
      const { page } = open(NewCoursePage, {});
      const choose = (file: File) => {
        const input = page.get('input[type=file]').element;
        Object.defineProperty(input, 'files', { configurable: true, value: [file] });
        return page.get('input[type=file]').trigger('change');
      };
      await choose(new File(['<svg/>'], 'cover.svg', { type: 'image/svg+xml' }));
      expect(page.get('[role=alert]').text()).to.include('JPEG, PNG, WebP, AVIF 그림만');
      await choose(new File([new Uint8Array(8 * 1024 * 1024 + 1)], 'cover.png', { type: 'image/png' }));
      expect(page.get('[role=alert]').text()).to.include('8 MB보다 큰 파일');
    });

    it('asks before what was written is left', async () => {
      const { page, field } = open(NewCoursePage, {});
      await page.router.push('/studio/courses/new');
      await field('title').setValue('말문');
      const leaving = page.router.push('/studio');
      await until(() => document.querySelector('[role=alertdialog]') !== null, 'the question');
      const [stay, leave] = document.querySelectorAll<HTMLElement>('[role=alertdialog] button');
      stay?.click();
      await leaving;
      expect(page.router.currentRoute.value.path).to.equal('/studio/courses/new');
      const again = page.router.push('/studio');
      await until(() => document.querySelector('[role=alertdialog]') !== null, 'the question again');
      expect(leave?.textContent).to.include('저장하지 않고 나가기');
      document.querySelectorAll<HTMLElement>('[role=alertdialog] button')[1]?.click();
      await again;
      expect(page.router.currentRoute.value.path).to.equal('/studio');
    });
  });

  describe('CourseSettings', () => {
    it('saves a draft by itself, only what changed, and says so', async () => {
      const { page, field, sent } = openSettings(aCourse({ state: 'draft' }));
      await until(() => page.find('[name=title]').exists(), 'the fields');
      await field('title').setValue('새 이름');
      await until(() => page.text().includes('저장됨 · 방금'), 'the word that it is saved');
      expect(sent('PATCH').map(({ body }) => body)).to.deep.equal([{ title: '새 이름' }]);
    });

    it('saves a published course only when asked', async () => {
      const { page, field, sent } = openSettings(aCourse());
      await until(() => page.find('[name=title]').exists(), 'the fields');
      expect(page.get('button[type=submit]').attributes()).to.have.property('disabled');
      await field('title').setValue('새 이름');
      await until(() => page.text().includes('저장하지 않은 변경이 있어요'), 'the word that it is not saved');
      expect(sent('PATCH')).to.have.length(0);
      await page.get('form').trigger('submit');
      await until(() => page.text().includes('저장됨 · 방금'), 'the word that it is saved');
      expect(sent('PATCH')).to.have.length(1);
    });

    it('lets nobody take seats away that are taken, and says how many', async () => {
      const { page, field, sent } = openSettings(aCourse({ seats: { capacity: 12, taken: 4, waiting: 0 } }));
      await until(() => page.find('[name=capacity]').exists(), 'the fields');
      await field('capacity').setValue('3');
      await page.get('form').trigger('submit');
      await until(() => page.text().includes('지금 4명이 신청했어요'), 'the reason');
      expect(sent('PATCH')).to.have.length(0);
    });

    it('keeps what was written when the server fails, and says so', async () => {
      const course = aCourse();
      const { page, field } = openSettings(course, {
        [`PATCH /courses/${course.id}`]: () => problem(503, 'store.unavailable', { requestId: 'r-3' }),
      });
      await until(() => page.find('[name=title]').exists(), 'the fields');
      await field('title').setValue('새 이름');
      await page.get('form').trigger('submit');
      await until(() => page.text().includes('저장하지 못했어요'), 'the failure');
      expect(page.get('[role=alert]').text()).to.include('r-3');
      expect((field('title').element as HTMLInputElement).value).to.equal('새 이름');
    });

    it('hides a published course, with a way back', async () => {
      const { page } = openSettings(aCourse());
      const button = () => page.findAll('button').find((each) => each.text() === '공개 멈추기');
      await until(() => button() !== undefined, 'the button');
      await button()?.trigger('click');
      await until(() => toasts.shown.length > 0, 'the toast');
      expect(button()).to.equal(undefined);
      toasts.shown[0]?.action?.run();
      await until(() => button() !== undefined, 'the course to be shown again');
    });

    it('deletes only what nobody is in', async () => {
      const { page } = openSettings(aCourse());
      await until(() => page.find('[name=title]').exists(), 'the fields');
      const remove = page.findAll('button').find((each) => each.text() === '강좌 지우기');
      expect(remove?.attributes()).to.have.property('disabled');
    });

    it('deletes a draft after its name was written', async () => {
      const course = aCourse({ state: 'draft', seats: { capacity: 12, taken: 0, waiting: 0 } });
      const { page, sent } = openSettings(course, {
        [`DELETE /courses/${course.id}`]: () => new Response(null, { status: 204 }),
      });
      await until(() => page.find('[name=title]').exists(), 'the fields');
      await page
        .findAll('button')
        .find((each) => each.text() === '강좌 지우기')
        ?.trigger('click');
      await until(() => document.querySelector('[role=alertdialog] input') !== null, 'the question');
      const input = document.querySelector<HTMLInputElement>('[role=alertdialog] input');
      const confirm = document.querySelectorAll<HTMLButtonElement>('[role=alertdialog] button')[1];
      expect(confirm?.disabled).to.equal(true);
      Object.assign(input ?? {}, { value: course.title });
      input?.dispatchEvent(new Event('input'));
      await until(() => confirm?.disabled === false, 'the button');
      document
        .querySelector('[role=alertdialog] form')
        ?.dispatchEvent(new Event('submit', { cancelable: true }));
      await until(() => page.router.currentRoute.value.name === 'studio', 'the way back to the studio');
      expect(sent('DELETE')).to.have.length(1);
    });
  });

  describe('PublishPanel', () => {
    const panel = (course: CourseView) => ({ render: () => h(PublishPanel, { course }) });

    it('does not publish a course without a description', () => {
      const { page } = open(panel(aCourse({ state: 'draft', description: '' })), {});
      expect(page.get('button').attributes()).to.have.property('disabled');
      expect(page.text()).to.include('꼭 필요한 것을 먼저 채워 주세요');
    });

    it('publishes what is ready, lesson or not', async () => {
      const draft = aCourse({ state: 'draft', lessons: [] });
      const { page, sent } = open(panel(draft), {
        [`POST /courses/${draft.id}/publish`]: () => json({ ...draft, state: 'published' }),
      });
      expect(page.text()).to.include('권장');
      await page.get('button').trigger('click');
      await until(() => toasts.shown.length > 0, 'the toast');
      expect(sent('POST')).to.have.length(1);
    });
  });
});
