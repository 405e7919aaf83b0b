import { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import { CONSENT_VERSION } from '@seodang/contracts/lessons';
import { v5 } from 'uuid';
import type { z } from 'zod';
import { Consent } from '../src/consent/index.js';
import { Category, Course } from '../src/courses/index.js';
import { Enrolment } from '../src/enrolment/index.js';
import { User } from '../src/identity/index.js';
import { Lesson } from '../src/lessons/index.js';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../src/platform/db/transaction.js';
import { enrol, lessonRow, makeCourse, makeUser } from '../test/factories.js';
import { seedAttendance } from './attendance.js';
import { meetingsBetween } from './calendar.rules.js';
import { FixedRandom } from './random.js';
import { seedRooms } from './rooms.js';
import { CATEGORIES, COURSES, INSTRUCTORS, STUDENTS } from './school.js';

const NAMESPACE = '6f1c0a1e-5e0d-4a57-9a53-5e0da9005eed';
const WEEK_MS = 7 * 24 * 3_600_000;
const WEEKS_BACK = 4;
const WEEKS_AHEAD = 4;
/** The course whose lesson can be started at once, and how long that lesson is. */
const AT_ONCE = { course: 'hangeul-calligraphy', title: '오늘 바로 시작하는 수업', durationMin: 60 };
/** The course that more people want than have a seat. */
const FULL = { course: 'seasonal-flowers', wanted: 15 };

export interface SeedDeps {
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

/**
 * Fills a database with the demo school, or brings it up to today: what is there already is left as it is, and one lesson
 * can be started at once again.
 *
 * @returns the lesson that can be started at once.
 */
export async function seedDemoSchool(deps: SeedDeps): Promise<Lesson> {
  for (const category of CATEGORIES) await Category.upsert(category);
  for (const person of [...INSTRUCTORS, ...STUDENTS]) {
    const id = userIdOf(person.email);
    if (!(await User.findByPk(id))) await makeUser({ ...person, id, roles: [...person.roles] });
    await Consent.keep(id, CONSENT_VERSION, deps.now());
  }
  for (const [nth, lecture] of COURSES.entries()) {
    await seedCourse(lecture);
    if (lecture.state === 'draft') continue;
    await seedSeats(lecture, nth);
    await seedLessons(lecture, deps);
  }
  await seedRooms(
    {
      courseId: idOf(CourseId, `course ${AT_ONCE.course}`),
      channel: '질문',
      pair: [userIdOf('student01@seodang.example'), userIdOf('student02@seodang.example')],
    },
    deps.inTransaction,
  );
  return seedLessonAtOnce(deps);
}

type Lecture = (typeof COURSES)[number];

async function seedCourse(lecture: Lecture): Promise<void> {
  const { key, instructor, cover, ...values } = lecture;
  const id = idOf(CourseId, `course ${key}`);
  if (await Course.findByPk(id)) return;
  const { categoryId, title, description, language, capacity, level, speaking, isRecorded, state } = values;
  const [coverGlyph, coverFrom, coverTo] = cover;
  const shown = { categoryId, title, description, language, coverGlyph, coverFrom, coverTo };
  const run = { capacity, level, speaking, isRecorded, state };
  await makeCourse({ id, instructorId: userIdOf(instructor), ...shown, ...run });
}

/**
 * The first student sits in every other course and the first twelve in calligraphy; one course is full and some wait for it.
 * The rest is chance.
 */
async function seedSeats({ key }: Lecture, nthCourse: number): Promise<void> {
  const random = new FixedRandom(nthCourse + 1);
  const courseId = idOf(CourseId, `course ${key}`);
  for (const [nth, { email }] of STUDENTS.entries()) {
    if (!isIn(key, { nth, nthCourse, random })) continue;
    const seat = { userId: userIdOf(email), courseId };
    if (await Enrolment.findOne({ where: seat })) continue;
    const seats = await Enrolment.findCourse(courseId);
    const isFree = seats && seats.waiting === 0 && seats.taken < seats.capacity;
    await enrol({ id: seat.userId }, { id: courseId }, isFree ? 'enrolled' : 'waiting');
  }
}

function isIn(
  key: string,
  { nth, nthCourse, random }: { nth: number; nthCourse: number; random: FixedRandom },
) {
  if (key === FULL.course) return nth > 0 && nth <= FULL.wanted;
  if (key === AT_ONCE.course && nth < 12) return true;
  if (key !== AT_ONCE.course && (nth + nthCourse) % 4 === 0) return true;
  if (key !== AT_ONCE.course && nth === 0 && nthCourse % 2 === 0) return true;
  return random.chance(25);
}

/** One lesson a week from four weeks ago to four weeks ahead, as the calendar has it; past ones with who was there. */
async function seedLessons(lecture: Lecture, { inTransaction, now }: SeedDeps): Promise<void> {
  const { key, weekday, hour, durationMin, lessons, instructor } = lecture;
  const timeZone = INSTRUCTORS.find(({ email }) => email === instructor)?.timeZone ?? 'Asia/Seoul';
  const from = new Date(now().getTime() - WEEKS_BACK * WEEK_MS);
  const to = new Date(now().getTime() + WEEKS_AHEAD * WEEK_MS);
  for (const startsAt of meetingsBetween({ weekday, hour, timeZone }, from, to)) {
    const id = idOf(LessonId, `lesson ${key} ${startsAt.toISOString()}`);
    if (await Lesson.findByPk(id)) continue;
    const week = Math.floor(startsAt.getTime() / WEEK_MS);
    const state = stateOf(startsAt, { now: now(), durationMin, week });
    const title = lessons[week % lessons.length] ?? lecture.title;
    const courseId = idOf(CourseId, `course ${key}`);
    await inTransaction(async (tx) => {
      const row = lessonRow({ id, courseId, title, startsAt, durationMin, timeZone, state });
      const lesson = await Lesson.create(row, { transaction: tx });
      if (state !== 'ended') return;
      await seedAttendance(lesson, await listPeople(lecture), { random: new FixedRandom(week), tx });
    });
  }
}

function stateOf(
  startsAt: Date,
  { now, durationMin, week }: { now: Date; durationMin: number; week: number },
) {
  const isOver = startsAt.getTime() + durationMin * 60_000 < now.getTime();
  if (!isOver) return 'scheduled';
  return week % 7 === 3 ? 'cancelled' : 'ended';
}

async function listPeople({ key, instructor }: Lecture) {
  const courseId = idOf(CourseId, `course ${key}`);
  const seats = await Enrolment.findAll({ where: { courseId, state: 'enrolled' }, order: ['userId'] });
  const students = seats.map(({ userId }) => ({ userId, name: '', part: 'student' as const }));
  return [{ userId: userIdOf(instructor), name: '', part: 'instructor' as const }, ...students];
}

/** The first lesson of the row that has not ended and is not going on since long is put to now. */
async function seedLessonAtOnce({ now }: SeedDeps): Promise<Lesson> {
  const { course, title, durationMin } = AT_ONCE;
  const startsAt = new Date(Math.floor(now().getTime() / 60_000) * 60_000);
  for (let nth = 1; ; nth += 1) {
    const id = idOf(LessonId, `lesson at once ${nth}`);
    const known = await Lesson.findByPk(id);
    if (known && known.state !== 'scheduled') continue;
    if (known) return known.update({ startsAt });
    return Lesson.create(
      lessonRow({ id, courseId: idOf(CourseId, `course ${course}`), title, startsAt, durationMin }),
    );
  }
}

function userIdOf(email: string): UserId {
  return idOf(UserId, `user ${email}`);
}

/** The same id for the same thing on every machine and every run. */
function idOf<Kind extends z.ZodType<string>>(kind: Kind, name: string): z.output<Kind> {
  return kind.parse(v5(name, NAMESPACE));
}
