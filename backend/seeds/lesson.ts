import { Speaking } from '@seodang/contracts/courses';
import { z } from 'zod';
import { Course } from '../src/courses/index.js';
import { User } from '../src/identity/index.js';
import { enrol, makeCourse, makeLesson, makeUser } from '../test/factories.js';

/** What a test of the whole asks for: a lesson of its own that can be started now. */
export const FreshLesson = z.strictObject({
  instructor: z.email().default('kim@seodang.example'),
  students: z.array(z.email()).default(['student01@seodang.example']),
  title: z.string().min(1).default('새 수업'),
  durationMin: z.int().positive().default(50),
  speaking: Speaking.default('everyone'),
  /** A student made for this lesson, who has not agreed to the notice yet and speaks the instructor's language. */
  newcomer: z.email().optional(),
  isRecorded: z.boolean().optional(),
});
export type FreshLesson = z.infer<typeof FreshLesson>;

/**
 * Makes a course of its own with one lesson that starts now, taught and attended by people who are there already.
 *
 * @throws {RangeError} naming an address that has no account.
 */
export async function seedFreshLesson(fresh: FreshLesson) {
  const { instructor, students, title, durationMin, speaking, newcomer, isRecorded = false } = fresh;
  const teacher = await getUser(instructor);
  const categoryId = await anyCategory();
  const course = await makeCourse({ instructorId: teacher.id, categoryId, title, speaking, isRecorded });
  const userIds = [teacher.id];
  for (const email of new Set(students)) {
    const student = await getUser(email);
    await enrol(student, course);
    userIds.push(student.id);
  }
  if (newcomer !== undefined) {
    const { language } = teacher;
    await enrol(await makeUser({ email: newcomer, name: '새내기', language, agreed: false }), course);
  }
  const lesson = await makeLesson({ courseId: course.id, title, durationMin, timeZone: teacher.timeZone });
  return {
    lessonId: lesson.id,
    courseId: course.id,
    title,
    startsAt: lesson.startsAt.toISOString(),
    userIds,
  };
}

async function getUser(email: string): Promise<User> {
  const user = await User.findByEmail(email);
  if (!user) throw new RangeError(`nobody has the address ${email}`);
  return user;
}

async function anyCategory(): Promise<string> {
  const course = await Course.findOne();
  if (!course) throw new RangeError('there is no course yet: run the seeds first');
  return course.categoryId;
}
