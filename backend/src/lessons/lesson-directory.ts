import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { LessonPart } from '@seodang/contracts/lessons';
import { Enrolment } from '../enrolment/index.js';
import { AppError } from '../platform/errors.js';
import type { Actor } from '../platform/http/actor.js';
import { Lesson, type LessonCard, type LessonPerson } from './lesson.model.js';

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
    const lesson = await Lesson.findCard(lessonId);
    const part = lesson && (await this.#findPart(actor.userId, lesson));
    if (!part) throw new AppError('lesson.not_found');
    return { lesson, part };
  }

  findLesson(lessonId: LessonId): Promise<LessonCard | null> {
    return Lesson.findCard(lessonId);
  }

  /** Everybody who belongs to a lesson, whether they came or not: its instructor first, then students by name. */
  listPeople(lessonId: LessonId): Promise<LessonPerson[]> {
    return Lesson.listPeople(lessonId);
  }

  listLive(): Promise<LessonId[]> {
    return Lesson.listLive();
  }

  async #findPart(userId: UserId, lesson: LessonCard): Promise<LessonPart | null> {
    if (lesson.instructorId === userId) return 'instructor';
    return (await Enrolment.hasSeat(userId, lesson.courseId)) ? 'student' : null;
  }
}
