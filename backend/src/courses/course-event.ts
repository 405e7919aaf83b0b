import type { CourseId, UserId } from '@seodang/contracts/ids';
import type { Tx } from '../platform/db/transaction.js';

/** A change of a course that others act on. */
export type CourseEvent = { readonly courseId: CourseId } & (
  | { readonly name: 'course.created'; readonly instructorId: UserId }
  | { readonly name: 'course.renamed' }
  | { readonly name: 'course.published' }
  | { readonly name: 'course.unpublished' }
  /** There are more seats than before: who waits may move up. */
  | { readonly name: 'course.capacity-raised'; readonly capacity: number }
  /** Its row goes right after this: what hangs on it has to go now. Nobody is enrolled or waits. */
  | { readonly name: 'course.deleted' }
);

/**
 * Hears of a course inside the transaction that changes it, which holds the lock of its row; what it throws undoes both.
 * The work may be run again after a deadlock, so a listener writes rows and nothing else.
 */
export type CourseListener = (tx: Tx, event: CourseEvent) => Promise<void>;
