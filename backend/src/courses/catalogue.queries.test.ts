import { CourseId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { QueryTypes, type Options } from 'sequelize';
import { useDatabase } from '../../test/database.js';
import { enrol, lessonRow, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { Lesson } from '../lessons/index.js';
import { newId } from '@seodang/server-kit/ids';
import { Catalogue, type CourseFilter } from './catalogue.model.js';
import { CatalogueService } from './catalogue.service.js';
import { Category, Course } from './course.model.js';

interface PlanRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly rows: number;
}

const READ_WHOLE = new Set(['ALL', 'index']);
const CATEGORIES = 10;
const COURSES = 600;

describe('queries of the catalogue', () => {
  const database = useDatabase();
  const now = new Date();
  const everything: CourseFilter = {
    category: null,
    language: null,
    level: null,
    seats: null,
    enrolled: null,
    userId: null,
    words: [],
  };
  let instructorId: Course['instructorId'];
  let userId: Course['instructorId'];

  before(async function () {
    this.timeout(60_000);
    const ids = Array.from({ length: CATEGORIES }, (_, nth) => `category-${nth}`);
    for (const [position, id] of ids.entries())
      await Category.create({ id, nameKo: id, nameEn: id, position });
    instructorId = (await makeInstructor()).id;
    const others = (await makeInstructor()).id;
    const model = (await makeCourse({ instructorId, categoryId: ids[0] as string })).get();
    await Course.bulkCreate(
      Array.from({ length: COURSES }, (_, nth) => ({
        ...model,
        id: newId(CourseId),
        instructorId: nth % 20 ? others : instructorId,
        categoryId: ids[nth % CATEGORIES] as string,
        state: nth % 5 ? ('published' as const) : ('draft' as const),
        createdAt: new Date(now.getTime() - nth * 1000),
      })),
    );
    const courses = await Course.findAll();
    const user = await makeUser();
    userId = user.id;
    for (const course of courses.slice(0, 8)) await enrol(user, course);
    for (let nth = 0; nth < 20; nth += 1) {
      const other = await makeUser();
      for (const course of courses.slice(nth, nth + 4)) await enrol(other, course);
    }
    const startsAt = (nth: number) => new Date(now.getTime() + (nth - 4) * 86_400_000);
    for (const { id: courseId } of courses) {
      const states = ['ended', 'ended', 'cancelled', 'scheduled', 'scheduled', 'scheduled'] as const;
      await Lesson.bulkCreate(
        states.map((state, nth) => lessonRow({ courseId, state, startsAt: startsAt(nth) })),
      );
    }
    await database.db.query('ANALYZE TABLE lessons, enrolments, courses, users, categories');
  });

  /** Every statement that some work sends, as it was sent. */
  async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    const { options } = database.db as unknown as { options: Options };
    const before = options.logging;
    options.logging = (line) => statements.push(line.replace(/^Executing \([^)]*\): /, ''));
    await work();
    options.logging = before ?? false;
    return statements;
  }

  async function explain(work: () => Promise<unknown>): Promise<PlanRow[]> {
    const plans = [];
    for (const sql of await statementsOf(work)) {
      plans.push(database.db.query<PlanRow>(`EXPLAIN ${sql}`, { type: QueryTypes.SELECT }));
    }
    return (await Promise.all(plans)).flat();
  }

  /** Tables that hold many rows and are read from end to end. */
  const scanned = (plan: readonly PlanRow[]) =>
    plan
      .filter(({ type, rows }) => READ_WHOLE.has(type ?? '') && rows > 20)
      .map(({ table, key }) => `${table ?? '?'} by ${key ?? 'nothing'}`);
  const keyOf = (plan: readonly PlanRow[], name: string) => plan.find(({ table }) => table === name)?.key;
  const page = { now, after: null, limit: 25 };

  for (const sort of ['soonest', 'newest'] as const) {
    it(`read what is published by ${sort}, and each next lesson, by an index`, async () => {
      for (const after of [null, { by: now, id: 'f' }]) {
        const plan = await explain(() => Catalogue.list({ ...everything, ...page, sort, after }));
        expect(scanned(plan)).to.deep.equal([]);
        expect(keyOf(plan, 'c')).to.equal('courses_newest');
        expect(plan.filter(({ table }) => table === 'l').map(({ key }) => key)).to.deep.equal([
          'lessons_course_state',
          'lessons_course_state',
        ]);
      }
    });

    it(`read one category by ${sort} through that category`, async () => {
      const plan = await explain(() =>
        Catalogue.list({ ...everything, ...page, category: 'category-3', sort }),
      );
      expect(scanned(plan)).to.deep.equal([]);
      expect(keyOf(plan, 'c')).to.equal('courses_category_newest');
    });
  }

  it('read somebody’s own enrolments first when only these are wanted', async () => {
    const mine = { ...everything, enrolled: 'mine' as const, userId };
    const plan = await explain(async () => {
      await Catalogue.list({ ...mine, ...page, sort: 'soonest' });
      await Catalogue.count(mine);
    });
    expect(scanned(plan)).to.deep.equal([]);
    expect(plan.filter(({ table }) => table === 'e').map(({ key }) => key)).to.deep.equal([
      'enrolments_user_course',
      'enrolments_user_course',
    ]);
  });

  it('count, show a course and list a studio by an index', async () => {
    const course = await Course.findOne();
    if (!course) throw new Error('unreachable');
    const plan = await explain(async () => {
      await Catalogue.count(everything);
      await Catalogue.count({ ...everything, category: 'category-3', seats: 'open', words: ['붓'] });
      await Catalogue.find(course.id, { userId, now });
      await Catalogue.listLessons(course.id);
      await Catalogue.listOwn({ userId: instructorId, ...page });
      await Catalogue.listCategories();
    });
    expect(scanned(plan)).to.deep.equal([]);
  });

  it('are two for a page, however many courses are on it and whoever asks', async () => {
    const catalogue = new CatalogueService({ now: () => now });
    const query = { sort: 'soonest', limit: 60 } as const;
    const actor = { userId, name: '', roles: [], signInId: '' };
    for (const who of [null, actor]) {
      expect(await statementsOf(() => catalogue.list(who, query))).to.have.length(2);
    }
  });
});
