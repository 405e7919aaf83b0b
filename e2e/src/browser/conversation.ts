import type { School } from './school.js';
import type { Visitor } from './visitor.js';
import { makeLesson, type FreshLesson } from '../support/lessons.js';
import { makeInstructor, makePerson, type Account } from '../support/people.js';
import { unique } from '../support/unique.js';

export interface Scene {
  readonly lesson: FreshLesson;
  readonly kim: Visitor;
  readonly student: Visitor;
}

/** An instructor and a student, both signed in, with a course of their own. */
export async function inCourse(
  school: School,
  title: string,
  who: Account,
  ownNetwork = false,
): Promise<Scene> {
  const teacher = await makeKim();
  const [lesson, kim, student] = await Promise.all([
    makeLesson({ instructor: teacher.email, students: [who.email], title }),
    school.visitor(teacher),
    school.visitor(who, { ownNetwork }),
  ]);
  await Promise.all([kim.signIn(), student.signIn()]);
  return { lesson, kim, student };
}

/** With the same names as everybody's, but no one else's. */
export const makeKim = () => makeInstructor('김규현', 'ko');
export const makeHaneul = () => makePerson('이하늘', 'ko', 'student');
export const makeMaya = () => makePerson('Maya Johnson', 'en', 'student');

/** Somebody to whom nothing was written yet. */
export const newcomer = () => makePerson(unique('Una'), 'en', 'student');

const channelOf = ({ courseId }: FreshLesson) => `/messages?course=${courseId}`;

/** Opens the first channel of the course. */
export async function openChannel(visitor: Visitor, lesson: FreshLesson): Promise<void> {
  await visitor.open(channelOf(lesson));
  await visitor.chat.box.waitFor();
}
