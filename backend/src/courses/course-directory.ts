import type { CourseId } from '@seodang/contracts/ids';
import type { Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import { Course } from './course.model.js';

/** Questions about courses, for every feature that hangs on them. It changes nothing. */
export class CourseDirectory {
  /**
   * A course for the one who runs it.
   *
   * @param tx Keeps the course from changing until this transaction ends.
   * @throws {AppError} `course.not_found` for one that is not there and for somebody else's draft, alike;
   * `auth.forbidden` for a published one of somebody else.
   */
  async getLed(actor: Pick<Actor, 'userId'>, courseId: CourseId, tx?: Tx): Promise<Course> {
    const course = await Course.findByPk(courseId, tx ? { transaction: tx, lock: tx.LOCK.UPDATE } : {});
    if (course?.instructorId === actor.userId) return course;
    throw new AppError(course?.state === 'published' ? 'auth.forbidden' : 'course.not_found');
  }
}
