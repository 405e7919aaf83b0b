import type { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import type { LessonPart } from '@seodang/contracts/lessons';
import { Enrolment } from '../enrolment/index.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import { LessonPersonRow } from './lesson-person.model.js';
import { Lesson, type LessonCard, type LessonPerson } from './lesson.model.js';
import type { Decision } from './speaking.rules.js';

export type Decisions = ReadonlyMap<UserId, Decision>;

/** A lesson as one of its members sees it. */
export interface Membership {
  readonly lesson: LessonCard;
  readonly part: LessonPart;
}

/** Questions about lessons, for every feature that hangs on them. It changes nothing. */
export class LessonDirectory {
  /**
   * The lesson and what the actor is in it.
   *
   * @throws {AppError} `lesson.not_found` for a lesson that is not there and for one that is not theirs, alike.
   */
  async getMembership(actor: Pick<Actor, 'userId'>, lessonId: LessonId): Promise<Membership> {
    const lesson = await Lesson.findCard(lessonId, actor.userId);
    const part = lesson && (await this.#findPart(actor.userId, lesson));
    if (!part) throw new AppError('lesson.not_found');
    return { lesson, part };
  }

  /**
   * For what only its instructor and operators may read, e.g. who agreed to what.
   *
   * @throws {AppError} `lesson.not_found`, `auth.forbidden` for the others of the lesson
   */
  async assertAnswersFor(actor: Pick<Actor, 'userId' | 'roles'>, lessonId: LessonId): Promise<void> {
    if (actor.roles.includes('operator')) {
      if (!(await Lesson.findCard(lessonId))) throw new AppError('lesson.not_found');
      return;
    }
    const { part } = await this.getMembership(actor, lessonId);
    if (part !== 'instructor') throw new AppError('auth.forbidden');
  }

  findLesson(lessonId: LessonId): Promise<LessonCard | null> {
    return Lesson.findCard(lessonId);
  }

  /** Everybody who belongs to a lesson, whether they came or not: its instructor first, then students by name. */
  listPeople(lessonId: LessonId): Promise<LessonPerson[]> {
    return Lesson.listPeople(lessonId);
  }

  /** What the instructor decided about people of a lesson, by person; who is not in it is there by the course's rule. */
  async listDecisions(lessonId: LessonId): Promise<Decisions> {
    const rows = await LessonPersonRow.listOf(lessonId);
    return new Map(rows.map((row) => [row.userId, row.decision]));
  }

  listLive(): Promise<LessonId[]> {
    return Lesson.listLive();
  }

  listLiveOf(courseId: CourseId): Promise<LessonId[]> {
    return Lesson.listLive(courseId);
  }

  async #findPart(userId: UserId, lesson: LessonCard): Promise<LessonPart | null> {
    if (lesson.instructorId === userId) return 'instructor';
    return (await Enrolment.hasSeat(userId, lesson.courseId)) ? 'student' : null;
  }
}
