import { expect } from 'chai';
import { QueryTypes } from 'sequelize';
import { StillClock } from '../test/clock.js';
import { useDatabase } from '../test/database.js';
import { Course } from '../src/courses/index.js';
import { Enrolment } from '../src/enrolment/index.js';
import { User } from '../src/identity/index.js';
import { Lesson } from '../src/lessons/index.js';
import { Room, RoomDirectory } from '../src/rooms/index.js';
import { AttendanceSpan } from '../src/attendance/index.js';
import { seedDemoSchool } from './demo-school.js';
import { seedFreshLesson } from './lesson.js';

describe('the demo school', () => {
  const database = useDatabase();
  const clock = new StillClock();
  const seed = () => seedDemoSchool({ inTransaction: database.inTransaction, now: clock.now });
  const count = async () => ({
    users: await User.count(),
    courses: await Course.count(),
    enrolments: await Enrolment.count(),
    lessons: await Lesson.count(),
    spans: await AttendanceSpan.count(),
    rooms: await Room.count(),
  });

  before(seed);

  it('has two instructors, twenty students and nine courses, one of them a draft', async () => {
    expect(await count()).to.include({ users: 22, courses: 9 });
    expect(await Course.count({ where: { state: 'draft' } })).to.equal(1);
    expect(await Course.count({ where: { speaking: 'granted' } })).to.equal(1);
    expect(await Course.count({ group: 'level' })).to.have.length.greaterThan(3);
  });

  it('has a full course that some people wait for, and seats elsewhere', async () => {
    const courses = await database.db.query<{ taken: number; capacity: number; waiting: number }>(
      'SELECT seats_taken AS taken, capacity, waiting_count AS waiting FROM courses',
      { type: QueryTypes.SELECT },
    );
    const full = courses.filter(({ taken, capacity }) => taken === capacity);
    expect(full.map(({ waiting }) => waiting)).to.deep.equal([3]);
  });

  it('gives everybody something to come to and something to look back on', async () => {
    for (const { id: userId, email } of await User.findAll()) {
      for (const when of ['now', 'past'] as const) {
        const mine = await Lesson.listMine({ userId, when, now: clock.now(), after: null, limit: 100 });
        expect(mine, `${email} ${when}`).to.have.length.greaterThan(2);
      }
    }
  });

  it('has rooms to talk in: of courses, of lessons, and one of two students', async () => {
    const student = await User.findOne({ where: { email: 'student01@seodang.example' } });
    if (!student) throw new Error('student01 is missing');
    const rooms = await new RoomDirectory().listOf(student.id);
    const names = (kind: string) => rooms.filter((room) => room.kind === kind).map(({ name }) => name);
    expect(names('channel')).to.include.members(['일반', '질문']);
    expect(names('lesson')).to.include('오늘 바로 시작하는 수업');
    expect(names('direct')).to.deep.equal(['박서연']);
    expect(rooms.find(({ kind }) => kind === 'direct')).to.include({ mayWrite: true });
  });

  it('is the same after a second run', async () => {
    const before = await count();
    const first = await seed();
    expect((await seed()).id).to.equal(first.id);
    expect(await count()).to.deep.equal(before);
  });

  it('has a lesson to start at once again after yesterday’s was held', async () => {
    const held = await seed();
    await Lesson.markLive(held.id, clock.now());
    await Lesson.markEnded(held.id, clock.now());
    clock.forward({ days: 1 });
    const fresh = await seed();
    expect(fresh.id).not.to.equal(held.id);
    expect(fresh).to.include({ state: 'scheduled' });
    expect(Math.abs(fresh.startsAt.getTime() - clock.now().getTime())).to.be.lessThan(60_000);
  });

  it('moves a lesson that nobody started to now', async () => {
    const before = await seed();
    clock.forward({ days: 2 });
    const after = await seed();
    expect(after.id).to.equal(before.id);
    expect(Math.abs(after.startsAt.getTime() - clock.now().getTime())).to.be.lessThan(60_000);
  });

  it('makes further lessons for given people', async () => {
    const { lessonId } = await seedFreshLesson({
      instructor: 'weber@seodang.example',
      students: ['student19@seodang.example', 'student19@seodang.example'],
      title: 'One more',
      durationMin: 30,
      speaking: 'everyone',
    });
    expect((await Lesson.listPeople(lessonId)).map(({ part }) => part)).to.deep.equal([
      'instructor',
      'student',
    ]);
  });
});
