import type { CreateCourse } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { useApi } from '../../test/api.js';
import { enrol, makeClass, makeCourse, makeInstructor, makeLesson, makeUser } from '../../test/factories.js';
import { Lesson } from '../lessons/index.js';
import { Course } from './course.model.js';

const NOBODYS = '0198c0de-0000-7000-8000-000000000000';

describe('studio API', () => {
  const api = useApi();
  const wish: CreateCourse = {
    title: '먹으로 그리는 사군자',
    description: '매화, 난초, 국화, 대나무',
    categoryId: 'calligraphy',
    language: 'ko',
    level: 'beginner',
    capacity: 12,
    speaking: 'granted',
    isRecorded: true,
    cover: { glyph: '墨', from: '#2f3136', to: '#6f7478' },
  };

  async function makeOwn(values: Parameters<typeof makeCourse>[0] = {}) {
    const instructor = await makeInstructor();
    const course = await makeCourse({ instructorId: instructor.id, ...values });
    return { instructor, course, client: await api.as(instructor), path: `/api/courses/${course.id}` };
  }

  before(() => makeCourse());

  describe('POST /api/courses', () => {
    it('makes a draft of all that was said', async () => {
      const instructor = await makeInstructor();
      const answer = await (await api.as(instructor)).call('POST', '/api/courses', { body: wish });
      expect(answer.status).to.equal(201);
      expect(answer.body).to.deep.include({
        title: wish.title,
        description: wish.description,
        category: { id: 'calligraphy', nameKo: '서예', nameEn: 'Calligraphy' },
        level: 'beginner',
        speaking: 'granted',
        isRecorded: true,
        seats: { capacity: 12, taken: 0, waiting: 0 },
        cover: { ...wish.cover, image: null },
        instructor: { id: instructor.id, name: instructor.name },
        state: 'draft',
        isMine: true,
        lessons: [],
        nextLesson: null,
      });
    });

    it('is 400 for what is missing, wrong or not theirs to say', async () => {
      const client = await api.as(await makeInstructor());
      const before = await Course.count();
      const bodies = [
        {},
        { ...wish, title: '   ' },
        { ...wish, title: '가'.repeat(121) },
        { ...wish, description: '가'.repeat(10_001) },
        { ...wish, capacity: 0 },
        { ...wish, capacity: 1001 },
        { ...wish, capacity: 2.5 },
        { ...wish, cover: { ...wish.cover, from: 'red' } },
        { ...wish, cover: { ...wish.cover, image: '/etc/passwd' } },
        { ...wish, instructorId: NOBODYS },
        { ...wish, state: 'published' },
        { ...wish, seatsTaken: 5 },
        { ...wish, id: NOBODYS },
      ];
      for (const body of bodies) {
        const problem = await client.refused('POST', '/api/courses', { body });
        expect(problem, JSON.stringify(body).slice(0, 90)).to.include({
          status: 400,
          code: 'request.invalid',
        });
      }
      const nowhere = { ...wish, categoryId: 'nowhere' };
      expect(await client.refused('POST', '/api/courses', { body: nowhere })).to.include({
        status: 400,
        code: 'course.category_unknown',
      });
      expect(await Course.count()).to.equal(before);
    });
  });

  describe('GET /api/studio/courses', () => {
    it('lists what is one’s own, drafts too, the youngest first, and pages through it', async () => {
      const instructor = await makeInstructor();
      const ids: string[] = [];
      for (let nth = 0; nth < 5; nth += 1) {
        const createdAt = api.clock.inMin(-Math.floor(nth / 2));
        const state = nth % 2 ? 'draft' : 'published';
        ids.push((await makeCourse({ instructorId: instructor.id, createdAt, state })).id);
      }
      const client = await api.as(instructor);
      const whole = await client.courses.listOwn();
      expect(whole.items.map(({ id }) => id)).to.have.members(ids);
      expect(whole.items.filter(({ state }) => state === 'draft')).to.have.length(2);
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await client.courses.listOwn(`?limit=2${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).to.deep.equal(whole.items.map(({ id }) => id));
      expect(seen.at(-1)).to.equal(ids[4]);
    });
  });

  describe('PATCH /api/courses/:id', () => {
    it('changes what is said and leaves the rest', async () => {
      const { client, course } = await makeOwn();
      const cover = { glyph: '書', from: '#000000', to: '#ffffff' };
      const changed = await client.courses.change(course.id, { title: '새 제목', cover });
      expect(changed).to.deep.include({ title: '새 제목', description: course.description });
      expect(changed.cover).to.deep.equal({ ...cover, image: null });
      expect(await client.courses.change(course.id, {})).to.deep.equal(changed);
    });

    it('keeps the capacity from falling below those who have a seat', async () => {
      const { client, course, path } = await makeOwn({ capacity: 5 });
      for (let nth = 0; nth < 3; nth += 1) await enrol(await makeUser(), course);
      const problem = await client.refused('PATCH', path, { body: { capacity: 2, title: 'x' } });
      expect(problem).to.include({ status: 409, code: 'course.capacity_too_small', seatsTaken: 3 });
      expect(await Course.findByPk(course.id)).to.include({ capacity: 5, title: course.title });
      expect((await client.courses.change(course.id, { capacity: 3 })).seats.capacity).to.equal(3);
    });

    it('refuses what is not theirs to change', async () => {
      const { client, path, course } = await makeOwn();
      for (const body of [
        { state: 'draft' },
        { instructorId: NOBODYS },
        { seatsTaken: 0 },
        { coverImage: 'a'.repeat(64) },
        { createdAt: new Date(0) },
      ]) {
        const problem = await client.refused('PATCH', path, { body });
        expect(problem, JSON.stringify(body)).to.include({ status: 400, code: 'request.invalid' });
      }
      const problem = await client.refused('PATCH', path, { body: { categoryId: 'nowhere' } });
      expect(problem.code).to.equal('course.category_unknown');
      expect((await course.reload()).categoryId).to.equal('calligraphy');
    });
  });

  describe('POST /api/courses/:id/publish and /unpublish', () => {
    it('shows a course to everybody and hides it again; a second time changes nothing', async () => {
      const { client, course } = await makeOwn({ state: 'draft' });
      for (let nth = 0; nth < 2; nth += 1) {
        expect((await client.courses.publish(course.id)).state).to.equal('published');
      }
      expect((await api.browser().courses.get(course.id)).id).to.equal(course.id);
      for (let nth = 0; nth < 2; nth += 1) {
        expect((await client.courses.unpublish(course.id)).state).to.equal('draft');
      }
      expect((await api.browser().refused('GET', `/api/courses/${course.id}`)).status).to.equal(404);
    });
  });

  describe('DELETE /api/courses/:id', () => {
    it('takes a course away with its plans when nobody was in it', async () => {
      const { client, course, path } = await makeOwn({ state: 'draft' });
      const planned = await makeLesson({ courseId: course.id, startsAt: api.clock.inMin(60) });
      await enrol(await makeUser(), course, 'cancelled');
      expect((await client.call('DELETE', path)).status).to.equal(204);
      expect(await Course.findByPk(course.id)).to.equal(null);
      expect(await Lesson.findByPk(planned.id)).to.equal(null);
      expect(await client.refused('DELETE', path)).to.include({ status: 404, code: 'course.not_found' });
    });

    it('is 409 for one with students, or with a lesson that took place', async () => {
      const { client, course, path } = await makeOwn({ state: 'draft' });
      const held = await makeLesson({ courseId: course.id, state: 'ended' });
      expect(await client.refused('DELETE', path)).to.include({ status: 409, code: 'course.not_empty' });
      await held.destroy();
      await enrol(await makeUser(), course);
      expect(await client.refused('DELETE', path)).to.include({ status: 409, code: 'course.not_empty' });
      expect(await Course.findByPk(course.id)).not.to.equal(null);
    });
  });

  it('lets instructors in, each to their own courses', async () => {
    const { course, student } = await makeClass();
    const draft = await makeCourse({ state: 'draft' });
    const routes = (id: string): [string, string, unknown?][] => [
      ['PATCH', `/api/courses/${id}`, { title: 'x' }],
      ['DELETE', `/api/courses/${id}`],
      ['POST', `/api/courses/${id}/publish`],
      ['POST', `/api/courses/${id}/unpublish`],
    ];
    const everybodys: [string, string, unknown?][] = [
      ['GET', '/api/studio/courses'],
      ['POST', '/api/courses', wish],
      ...routes(course.id),
    ];
    const as = { student: await api.as(student), other: await api.as(await makeInstructor()) };
    for (const [method, path, body] of everybodys) {
      const call = body === undefined ? {} : { body };
      expect((await api.browser().refused(method, path, call)).code, path).to.equal('auth.required');
      expect((await as.student.refused(method, path, call)).code, path).to.equal('auth.forbidden');
    }
    for (const [id, code] of [
      [course.id, 'auth.forbidden'],
      [draft.id, 'course.not_found'],
      [NOBODYS, 'course.not_found'],
      ['1', 'course.not_found'],
    ] as const) {
      for (const [method, path, body] of routes(id)) {
        const call = body === undefined ? {} : { body };
        expect((await as.other.refused(method, path, call)).code, `${method} ${path}`).to.equal(code);
      }
    }
    expect(await Course.findByPk(course.id)).to.include({ title: course.title, state: 'published' });
    expect(await Course.findByPk(draft.id)).to.include({ state: 'draft' });
  });
});
