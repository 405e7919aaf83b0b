import type { CourseId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import { useDatabase } from '../../test/database.js';
import { costlyReads } from '../../test/explain.js';
import { enrol, lessonRow, makeCourse, makeInstructor, makeUser } from '../../test/factories.js';
import { Enrolment, EnrolmentDirectory } from '../enrolment/index.js';
import type { User } from '../identity/index.js';
import { Lesson } from '../lessons/index.js';
import { NoticeBook } from './notice.model.js';
import { ReminderSchedule } from './reminder.model.js';

const HOUR_MS = 3_600_000;

describe('queries of notices and seats', function () {
  this.timeout(60_000);
  const database = useDatabase();
  const now = new Date();
  const courseIds: CourseId[] = [];
  const students: User[] = [];
  const first = () => courseIds[0] as CourseId;
  const student = () => students[0] as User;
  let notices: NoticeBook;
  let schedule: ReminderSchedule;

  before(async () => {
    notices = new NoticeBook(database.db);
    schedule = new ReminderSchedule(database.db);
    const instructor = await makeInstructor();
    students.push(...(await Promise.all(Array.from({ length: 20 }, () => makeUser()))));
    for (let nth = 0; nth < 40; nth += 1) {
      const course = await makeCourse({ instructorId: instructor.id });
      courseIds.push(course.id);
      const row = (week: number) =>
        lessonRow({
          courseId: course.id,
          startsAt: new Date(now.getTime() + (week * 7 * 24 + nth) * HOUR_MS),
        });
      await Lesson.bulkCreate(Array.from({ length: 50 }, (_, week) => row(week - 25)));
      for (const each of students.slice(0, 10)) await enrol(each, course);
    }
    await database.db.query(
      `INSERT INTO notices (kind, user_id, course_id, lesson_id, occasion, state, due_at, expires_at, created_at)
       SELECT 'minutes-before', e.user_id, e.course_id, l.id, CONCAT(l.id, ' ', l.starts_at), 'sent', l.starts_at, l.starts_at, NOW(3)
         FROM enrolments e JOIN lessons l ON l.course_id = e.course_id WHERE l.starts_at < NOW()`,
    );
    await database.db.query('ANALYZE TABLE notices, lessons, enrolments, courses, users');
  });

  const later = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);

  for (const [what, read] of [
    ['claims', () => database.inTransaction((tx) => notices.claim(tx, { claim: 'x', now, limit: 12 }))],
    ['recovers', () => database.inTransaction((tx) => notices.recover(tx))],
    ['counts what waits', () => notices.countOpen()],
    ['forgets', () => notices.forgetSettledBefore(later(-24 * 7 * 24), 100)],
    ['finds due lessons', () => schedule.listDue('day-before', { from: now, to: later(24) }, 1440, 50)],
    ['finds when lessons start', () => schedule.listStarts({ from: now, to: later(1) }, 100)],
    ['lists lessons to come', () => schedule.listComing(first(), now, 30)],
    ['shows enrolments on cards', () => new EnrolmentDirectory().listMine(student().id, courseIds)],
    ['lists who waits', () => Enrolment.listWaiting({ courseId: first(), after: null, limit: 50 })],
    ['lists who is in', () => Enrolment.listEnrolled({ courseId: first(), after: null, limit: 50 })],
  ] as const) {
    it(`${what} by an index`, async () => {
      expect(await costlyReads(database.db, read)).to.deep.equal([]);
    });
  }
});
