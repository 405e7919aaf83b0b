import { makeLesson } from '../support/lessons.js';
import type { FreshLesson } from '../support/lessons.js';
import type { Account } from '../support/people.js';
import type { Moment } from '../support/clock.js';
import { timed } from '../support/clock.js';
import type { School, Equipment } from './school.js';
import type { Visitor } from './visitor.js';

export interface Lesson extends FreshLesson {
  readonly teacher: Visitor;
  readonly student: Visitor;
  readonly teacherJoined: Moment;
  readonly studentJoined: Moment;
}

export interface Cast {
  readonly title: string;
  readonly teacher: Account;
  readonly student: Account;
  readonly teacherHas?: Equipment;
  readonly studentHas?: Equipment;
}

/** Starts a lesson from its page and goes in. */
export async function startLesson(teacher: Visitor, lesson: FreshLesson): Promise<Moment> {
  await teacher.open(`/lessons/${lesson.id}/room`);
  await teacher.lobby.startButton.waitFor();
  return timed(async () => {
    await teacher.lobby.startButton.click();
    await teacher.room.dock.waitFor();
  });
}

/** Goes into a lesson that is live. */
export async function enterLesson(student: Visitor, lesson: FreshLesson): Promise<Moment> {
  await student.open(`/lessons/${lesson.id}/room`);
  await student.lobby.enterButton.waitFor();
  return timed(async () => {
    await student.lobby.enterButton.click();
    await student.room.dock.waitFor();
  });
}

/** A lesson with teacher and student inside, for stories that begin there. */
export async function lessonUnderWay(school: School, cast: Cast): Promise<Lesson> {
  const [lesson, teacher, student] = await Promise.all([
    makeLesson({ instructor: cast.teacher.email, students: [cast.student.email], title: cast.title }),
    school.visitor(cast.teacher, cast.teacherHas),
    school.visitor(cast.student, cast.studentHas),
  ]);
  await Promise.all([teacher.signIn(), student.signIn()]);
  const teacherJoined = await startLesson(teacher, lesson);
  const studentJoined = await enterLesson(student, lesson);
  return { ...lesson, teacher, student, teacherJoined, studentJoined };
}
