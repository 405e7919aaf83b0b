import type { CourseId } from '@seodang/contracts/ids';
import type { Tx } from '../platform/db/transaction.js';

/** What courses need of their lessons. */
export interface CourseLessons {
  /** Whether a lesson of the course is live or took place. */
  hasTakenPlace(courseId: CourseId, tx: Tx): Promise<boolean>;
  /** Takes every lesson of a course away that is about to be deleted. */
  removeAll(courseId: CourseId, tx: Tx): Promise<void>;
}
