import { randomBytes } from 'node:crypto';
import { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import type { Role } from '@seodang/contracts/identity';
import { CONSENT_VERSION } from '@seodang/contracts/lessons';
import type { CreationAttributes } from 'sequelize';
import { Consent } from '../src/consent/index.js';
import { Category, Course } from '../src/courses/index.js';
import { Enrolment, type EnrolmentState } from '../src/enrolment/index.js';
import { hashPassword, User, UserRole } from '../src/identity/index.js';
import { Lesson } from '../src/lessons/index.js';
import { MediaConnection } from '../src/media/media-connection.model.js';
import { databaseOf } from '../src/platform/db/database.js';
import { newId, newUuid } from '@seodang/server-kit/ids';

/** Everybody made here signs in with this. */
export const PASSWORD = 'seodang-demo';

let passwordHash: Promise<string> | undefined;

/** Hashed once: it is slow by design. */
export function demoPasswordHash(): Promise<string> {
  passwordHash ??= hashPassword(PASSWORD);
  return passwordHash;
}

type Values<M extends User | Course | Lesson> = Partial<CreationAttributes<M>>;

/** A user; a student unless `roles` says otherwise, who has agreed to the notice before lessons unless `agreed` is false. */
export async function makeUser({
  roles = ['student'],
  agreed = true,
  ...values
}: Values<User> & { roles?: Role[]; agreed?: boolean } = {}) {
  const user = await User.create({
    id: newId(UserId),
    email: `user-${randomBytes(6).toString('hex')}@seodang.example`,
    name: '홍길동',
    passwordHash: await demoPasswordHash(),
    language: 'ko',
    timeZone: 'Asia/Seoul',
    suspendedAt: null,
    createdAt: new Date(),
    ...values,
  });
  for (const role of roles) await UserRole.create({ userId: user.id, role });
  if (agreed) await Consent.keep(user.id, CONSENT_VERSION, user.createdAt);
  return user;
}

export function makeInstructor(values: Values<User> = {}): Promise<User> {
  return makeUser({ name: '김규현', ...values, roles: ['instructor'] });
}

/** A course, with an instructor and a category of its own unless they are given. */
export async function makeCourse(values: Values<Course> = {}): Promise<Course> {
  const category = { id: 'calligraphy', nameKo: '서예', nameEn: 'Calligraphy', position: 1 };
  if (values.categoryId === undefined) await Category.upsert(category);
  return Course.create({
    id: newId(CourseId),
    instructorId: values.instructorId ?? (await makeInstructor()).id,
    categoryId: category.id,
    title: '처음 잡는 붓, 한글 서예 입문',
    description: '붓을 처음 잡는 분을 위한 여덟 번의 수업입니다.',
    language: 'ko',
    capacity: 30,
    coverGlyph: '筆',
    coverFrom: '#3b342c',
    coverTo: '#7d6a55',
    createdAt: new Date(),
    ...values,
  });
}

/** The row of a lesson that starts now unless `startsAt` says otherwise; the times of a state are filled in. */
export function lessonRow(values: Values<Lesson> & { courseId: CourseId }): CreationAttributes<Lesson> {
  const { startsAt = new Date(), durationMin = 50, state = 'scheduled' } = values;
  const began = state === 'live' || state === 'ended';
  return {
    id: newId(LessonId),
    title: '가로획과 세로획',
    timeZone: 'Asia/Seoul',
    startedAt: began ? startsAt : null,
    endedAt: state === 'ended' ? new Date(startsAt.getTime() + durationMin * 60_000) : null,
    createdAt: new Date(),
    ...values,
    startsAt,
    durationMin,
    state,
  };
}

/** A lesson, of a course of its own unless one is given. @see lessonRow */
export async function makeLesson(values: Values<Lesson> = {}): Promise<Lesson> {
  const courseId = values.courseId ?? (await makeCourse()).id;
  return Lesson.create(lessonRow({ ...values, courseId }));
}

/** Somebody's place in a course, counted as the course counts it. @throws when there is no seat left. */
export async function enrol(
  user: Pick<User, 'id'>,
  course: Pick<Course, 'id'>,
  state: EnrolmentState = 'enrolled',
): Promise<Enrolment> {
  return databaseOf(Enrolment).transaction(async (tx) => {
    const seats = await Enrolment.lockCourse(course.id, tx);
    if (!seats) throw new RangeError(`there is no course ${course.id}`);
    const { taken, waiting, nextQueueNo } = seats;
    const waits = state === 'waiting' ? 1 : 0;
    const now = new Date();
    const place = { state, queueNo: waits === 1 ? nextQueueNo : null, since: now, createdAt: now };
    const row = { id: newUuid(), userId: user.id, courseId: course.id, ...place };
    const enrolment = await Enrolment.create(row, { transaction: tx });
    const count = { taken: taken + (state === 'enrolled' ? 1 : 0), waiting: waiting + waits };
    await Enrolment.keepCount(course.id, { ...seats, ...count, nextQueueNo: nextQueueNo + waits }, tx);
    return enrolment;
  });
}

/** A lesson with its instructor and one enrolled student: what most tests begin with. */
export async function makeClass(values: Values<Lesson> = {}, ofCourse: Values<Course> = {}) {
  const instructor = await makeInstructor();
  const student = await makeUser();
  const course = await makeCourse({ ...ofCourse, instructorId: instructor.id });
  await enrol(student, course);
  const lesson = await makeLesson({ ...values, courseId: course.id });
  return { instructor, student, course, lesson };
}

/** The same, live now, with a course whose lessons may be recorded. */
export function makeRecordedClass() {
  return makeClass({ state: 'live', startsAt: new Date() }, { isRecorded: true });
}

/** A camera connection that the backend made for somebody and that has not ended. */
export async function connect(user: Pick<User, 'id'>, lesson: Pick<Lesson, 'id'>): Promise<void> {
  const owner = { lessonId: lesson.id, userId: user.id, kind: 'camera' as const };
  const connectionId = `con_${randomBytes(5).toString('hex')}`;
  await databaseOf(MediaConnection).transaction((tx) =>
    MediaConnection.keep({ ...owner, connectionId }, { at: new Date(), mayPublish: true }, tx),
  );
}
