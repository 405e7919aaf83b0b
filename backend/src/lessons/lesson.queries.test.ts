import { expect } from 'chai';
import { QueryTypes, type Options } from 'sequelize';
import { useDatabase } from '../../test/database.js';
import { enrol, lessonRow, makeClass, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { Lesson, myLessonsSql } from './lesson.model.js';

interface PlanRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly rows: number;
}

const READ_WHOLE = new Set(['ALL', 'index']);

describe('queries of lessons', () => {
  const database = useDatabase();
  const replacements = { limit: 31, now: new Date(), notLive: 1, startsAt: new Date(), id: '0', userId: '' };
  let courseId = '';

  before(async () => {
    const { student, course } = await makeClass();
    replacements.userId = student.id;
    courseId = course.id;
    const instructor = await makeInstructor();
    for (let nth = 0; nth < 40; nth += 1) {
      const other = await makeCourse({ instructorId: instructor.id });
      await Lesson.bulkCreate(Array.from({ length: 50 }, () => lessonRow({ courseId: other.id })));
      if (nth % 4 === 0) await enrol(await makeUser(), other);
    }
    await database.db.query('ANALYZE TABLE lessons, enrolments, courses, users');
  });

  async function explain(sql: string): Promise<PlanRow[]> {
    return database.db.query<PlanRow>(`EXPLAIN ${sql}`, {
      replacements: { ...replacements, courseId },
      type: QueryTypes.SELECT,
    });
  }

  /** Tables that hold many rows and are read from end to end. */
  const scanned = (plan: readonly PlanRow[]) =>
    plan
      .filter(({ type, rows }) => READ_WHOLE.has(type ?? '') && rows > 20)
      .map(({ table, key }) => `${table ?? '?'} by ${key ?? 'nothing'}`);

  const after = { live: false, startsAt: new Date(), id: '0' };
  for (const when of ['now', 'past'] as const) {
    for (const more of [{ after: null }, { after }, { after, part: 'instructor' as const }]) {
      it(`reads only the user's own lessons for ${when}, ${'part' in more ? more.part : 'any part'}, page ${more.after ? 2 : 1}`, async () => {
        const plan = await explain(myLessonsSql({ when, ...more }));
        expect(scanned(plan)).to.deep.equal([]);
        const lessons = plan.find(({ table }) => table === 'l');
        expect(lessons?.key).to.equal('lessons_course_state');
      });
    }
  }

  it('finds live lessons and a seat by an index', async () => {
    const live = await explain("SELECT id FROM lessons WHERE state = 'live' ORDER BY id");
    const seat = await explain(
      "SELECT count(*) FROM enrolments WHERE user_id = :userId AND course_id = :courseId AND state = 'enrolled'",
    );
    expect(live.map(({ key }) => key)).to.deep.equal(['lessons_state']);
    expect(seat.map(({ key }) => key)).to.deep.equal(['enrolments_user_course']);
  });

  it('asks once for a page, however many lessons are on it', async () => {
    const queries: string[] = [];
    const { options } = database.db as unknown as { options: Options };
    const before = options.logging;
    options.logging = (sql) => queries.push(sql);
    await Lesson.listMine({
      userId: replacements.userId as never,
      when: 'now',
      now: new Date(),
      after: null,
      limit: 100,
    });
    options.logging = before ?? false;
    expect(queries).to.have.length(1);
  });
});
