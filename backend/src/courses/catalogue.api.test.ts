import type { CourseCard, CoursePage } from '@seodang/contracts/courses';
import { expect } from 'chai';
import fc from 'fast-check';
import { useApi } from '../../test/api.js';
import { enrol, makeClass, makeCourse, makeInstructor, makeLesson, makeUser } from '../../test/factories.js';
import { Category } from './course.model.js';

const NOBODYS = '0198c0de-0000-7000-8000-000000000000';

describe('catalogue API', () => {
  const api = useApi();
  const idsOf = (items: readonly CourseCard[]) => items.map(({ id }) => id);

  /** A category of its own keeps what other tests make out of sight. */
  let nth = 0;
  async function makeShelf(): Promise<string> {
    nth += 1;
    const id = `shelf-${nth}`;
    await Category.create({ id, nameKo: `책장 ${nth}`, nameEn: `Shelf ${nth}`, position: nth });
    return id;
  }

  describe('GET /api/categories', () => {
    it('counts what is published, in the order of the school', async () => {
      const categoryId = await makeShelf();
      await makeCourse({ categoryId });
      await makeCourse({ categoryId });
      await makeCourse({ categoryId, state: 'draft' });
      const empty = await makeShelf();
      const { items } = await api.browser().courses.categories();
      const shelves = items.filter(({ id }) => id === categoryId || id === empty);
      expect(shelves.map(({ courses }) => courses)).to.deep.equal([2, 0]);
    });
  });

  describe('GET /api/courses', () => {
    it('shows visitors what is published, with its seats and its next lesson', async () => {
      const categoryId = await makeShelf();
      const instructor = await makeInstructor({ name: '김규현' });
      const course = await makeCourse({
        categoryId,
        instructorId: instructor.id,
        capacity: 2,
        level: 'beginner',
      });
      await makeCourse({ categoryId, state: 'draft' });
      for (let seat = 0; seat < 2; seat += 1) await enrol(await makeUser(), course);
      await enrol(await makeUser(), course, 'waiting');
      await enrol(await makeUser(), course, 'cancelled');
      const make = (startsAt: Date, state: 'scheduled' | 'ended' | 'cancelled' = 'scheduled') =>
        makeLesson({ courseId: course.id, startsAt, state });
      await make(api.clock.inMin(-600), 'ended');
      await make(api.clock.inMin(-600));
      await make(api.clock.inMin(5), 'cancelled');
      const next = await make(api.clock.inMin(90));
      await make(api.clock.inMin(60 * 24));

      const page = await api.browser().courses.list(`?category=${categoryId}`);
      expect(page).to.include({ total: 1, nextCursor: null });
      expect(page.items).to.have.length(1);
      expect(page.items[0]).to.deep.include({
        id: course.id,
        level: 'beginner',
        instructor: { id: instructor.id, name: '김규현' },
        seats: { capacity: 2, taken: 2, waiting: 1 },
        nextLesson: {
          id: next.id,
          startsAt: next.startsAt.toISOString(),
          durationMin: 50,
          timeZone: 'Asia/Seoul',
          state: 'scheduled',
        },
        myEnrolment: null,
      });
    });

    it('takes a live lesson for the next one, and one that should have begun until it would be over', async () => {
      const categoryId = await makeShelf();
      const live = await makeCourse({ categoryId });
      const running = await makeLesson({ courseId: live.id, startsAt: api.clock.inMin(-30), state: 'live' });
      await makeLesson({ courseId: live.id, startsAt: api.clock.inMin(-40) });
      const late = await makeCourse({ categoryId });
      const overdue = await makeLesson({
        courseId: late.id,
        startsAt: api.clock.inMin(-49),
        durationMin: 50,
      });
      const over = await makeCourse({ categoryId });
      await makeLesson({ courseId: over.id, startsAt: api.clock.inMin(-50), durationMin: 50 });
      const { items } = await api.browser().courses.list(`?category=${categoryId}`);
      expect(items.map(({ nextLesson }) => nextLesson?.id ?? null)).to.deep.equal([
        overdue.id,
        running.id,
        null,
      ]);
    });

    it('tells who asks what they have in each course', async () => {
      const categoryId = await makeShelf();
      const courses = [];
      for (let course = 0; course < 4; course += 1)
        courses.push(await makeCourse({ categoryId, capacity: 1 }));
      const [seat, queue, left] = courses;
      if (!seat || !queue || !left) throw new Error('unreachable');
      const user = await makeUser();
      await enrol(user, seat);
      await enrol(await makeUser(), queue, 'waiting');
      await enrol(user, queue, 'waiting');
      await enrol(user, left, 'cancelled');
      const client = await api.as(user);
      const { items } = await client.courses.list(`?category=${categoryId}&sort=newest`);
      const mine = new Map(items.map(({ id, myEnrolment }) => [id, myEnrolment]));
      expect(mine.get(seat.id)).to.include({ state: 'enrolled', position: null });
      expect(mine.get(queue.id)).to.include({ state: 'waiting', position: 2 });
      expect(mine.get(left.id)).to.include({ state: 'cancelled', position: null });
      expect([...mine.values()].filter((enrolment) => enrolment === null)).to.have.length(1);

      const own = await client.courses.list(`?category=${categoryId}&enrolment=mine&sort=newest`);
      expect(idsOf(own.items)).to.have.members([seat.id, queue.id]);
      expect(own.total).to.equal(2);
      expect(await api.browser().courses.list(`?category=${categoryId}&enrolment=mine`)).to.deep.equal({
        items: [],
        nextCursor: null,
        total: 0,
      });
    });

    it('filters by language, level, free seats and words', async () => {
      const categoryId = await makeShelf();
      const make = (values: Parameters<typeof makeCourse>[0]) => makeCourse({ categoryId, ...values });
      const instructorId = (await makeInstructor({ name: 'Zoë Weber' })).id;
      const ink = await make({ title: '먹으로 그리는 사군자', description: '매화와 난초', capacity: 1 });
      const bread = await make({ title: 'Bread at 100% hydration', language: 'en', level: 'advanced' });
      const tea = await make({ title: 'Tea', language: 'en', instructorId, description: 'slow_talk' });
      await enrol(await makeUser(), ink);
      const find = async (query: string) => {
        const { items, total } = await api.browser().courses.list(`?category=${categoryId}&${query}`);
        expect(total, query).to.equal(items.length);
        return idsOf(items);
      };
      const cases: [string, string[]][] = [
        ['language=en', [bread.id, tea.id]],
        ['level=advanced', [bread.id]],
        ['seats=open', [bread.id, tea.id]],
        ['q=사군', [ink.id]],
        [`q=${encodeURIComponent('사군자'.normalize('NFD'))}`, [ink.id]],
        ['q=난초 매화', [ink.id]],
        ['q=사구', []],
        ['q=BREAD', [bread.id]],
        ['q=zoe', [tea.id]],
        ['q=weber tea', [tea.id]],
        ['q=weber bread', []],
        [`q=${encodeURIComponent('100%')}`, [bread.id]],
        [`q=${encodeURIComponent('%')}`, [bread.id]],
        ['q=slow_talk', [tea.id]],
        ['q=_', [tea.id]],
        [`q=${encodeURIComponent('\\')}`, []],
        [`q=${encodeURIComponent("' OR 1=1 -- :id")}`, []],
        ['q=', [ink.id, bread.id, tea.id]],
        ['language=en&level=any&q=tea', [tea.id]],
      ];
      for (const [query, ids] of cases) expect(await find(query), query).to.have.members(ids);
    });

    for (const sort of ['soonest', 'newest'] as const) {
      it(`gives every course once when paged by ${sort}, whatever the page size and however many are alike`, async () => {
        const categoryId = await makeShelf();
        for (let course = 0; course < 14; course += 1) {
          const createdAt = api.clock.inMin(-Math.floor(course / 3));
          const { id: courseId } = await makeCourse({ categoryId, createdAt });
          const startsAt = api.clock.inMin(60 * (1 + Math.floor(course / 4)));
          if (course % 3 > 0) await makeLesson({ courseId, startsAt, state: 'scheduled' });
        }
        const query = `?category=${categoryId}&sort=${sort}`;
        const whole = await api.browser().courses.list(`${query}&limit=60`);
        expect(whole).to.include({ total: 14, nextCursor: null });
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 16 }), async (limit) => {
            const seen: string[] = [];
            let cursor: string | null = '';
            while (cursor !== null) {
              const more: string = cursor && `&cursor=${cursor}`;
              const page: CoursePage = await api.browser().courses.list(`${query}&limit=${limit}${more}`);
              expect(page.total).to.equal(14);
              seen.push(...idsOf(page.items));
              cursor = page.nextCursor;
            }
            expect(seen).to.deep.equal(idsOf(whole.items));
          }),
          { numRuns: 16 },
        );
      });
    }

    it('puts the soonest first and courses without a lesson last', async () => {
      const categoryId = await makeShelf();
      const [none, late, soon] = [
        await makeCourse({ categoryId }),
        await makeCourse({ categoryId }),
        await makeCourse({ categoryId }),
      ];
      await makeLesson({ courseId: late.id, startsAt: api.clock.inMin(500) });
      await makeLesson({ courseId: soon.id, startsAt: api.clock.inMin(5) });
      const { items } = await api.browser().courses.list(`?category=${categoryId}`);
      expect(idsOf(items)).to.deep.equal([soon.id, late.id, none.id]);
    });

    it('walks on with the clock of the first page, so that nothing slips away meanwhile', async () => {
      const categoryId = await makeShelf();
      const ids = [];
      for (let course = 0; course < 3; course += 1) {
        const { id } = await makeCourse({ categoryId });
        await makeLesson({ courseId: id, startsAt: api.clock.inMin(1 + course), durationMin: 5 });
        ids.push(id);
      }
      const first = await api.browser().courses.list(`?category=${categoryId}&limit=1`);
      api.clock.forward({ min: 7 });
      const rest = await api
        .browser()
        .courses.list(`?category=${categoryId}&cursor=${first.nextCursor ?? ''}`);
      expect([...idsOf(first.items), ...idsOf(rest.items)]).to.deep.equal(ids);
    });

    it('is 400 for a strange query', async () => {
      const { nextCursor } = await api.browser().courses.list('?sort=newest&limit=1');
      const queries = [
        'limit=0',
        'limit=61',
        'sort=price',
        'level=expert',
        'category=%27',
        'language=de',
        'seats=all',
        `q=${'a'.repeat(101)}`,
        'cursor=W10',
        'state=draft',
        'userId=1',
        `sort=soonest&cursor=${nextCursor ?? 'W10'}`,
      ];
      for (const query of queries) {
        const problem = await api.browser().refused('GET', `/api/courses?${query}`);
        expect(problem, query).to.include({ status: 400, code: 'request.invalid' });
      }
    });

    it('refuses a token that is not good instead of taking its bearer for a visitor', async () => {
      const headers = { Authorization: 'Bearer nonsense' };
      const problem = await api.browser().refused('GET', '/api/courses', { headers });
      expect(problem).to.include({ status: 401, code: 'auth.required' });
    });
  });

  describe('GET /api/courses/:id', () => {
    it('shows the course with its lessons by start, cancelled ones too', async () => {
      const { course, lesson, student } = await makeClass({ startsAt: api.clock.inMin(60) });
      const cancelled = await makeLesson({
        courseId: course.id,
        startsAt: api.clock.inMin(30),
        state: 'cancelled',
      });
      const seen = await (await api.as(student)).courses.get(course.id);
      expect(seen).to.deep.include({
        id: course.id,
        state: 'published',
        description: course.description,
        speaking: 'everyone',
        isMine: false,
      });
      expect(seen.myEnrolment).to.include({ state: 'enrolled' });
      expect(seen.lessons.map(({ id, state }) => [id, state])).to.deep.equal([
        [cancelled.id, 'cancelled'],
        [lesson.id, 'scheduled'],
      ]);
      expect((await api.browser().courses.get(course.id)).myEnrolment).to.equal(null);
    });

    it('shows a draft to its instructor, and to others nothing', async () => {
      const instructor = await makeInstructor();
      const course = await makeCourse({ instructorId: instructor.id, state: 'draft' });
      const student = await makeUser();
      await enrol(student, course);
      expect(await (await api.as(instructor)).courses.get(course.id)).to.include({
        state: 'draft',
        isMine: true,
      });
      for (const client of [api.browser(), await api.as(student), await api.as(await makeInstructor())]) {
        const problem = await client.refused('GET', `/api/courses/${course.id}`);
        expect(problem).to.include({ status: 404, code: 'course.not_found' });
      }
    });

    it('is 404 for what is not there or cannot be an id', async () => {
      for (const id of [NOBODYS, '1', '%00', 'a'.repeat(3000)]) {
        expect((await api.browser().refused('GET', `/api/courses/${id}`)).code).to.equal('course.not_found');
      }
    });
  });
});
