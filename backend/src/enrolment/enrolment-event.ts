import type { CourseId, UserId } from '@seodang/contracts/ids';
import type { Tx } from '../platform/db/transaction.js';

/** A change of who has a seat. */
export type EnrolmentEvent = { readonly courseId: CourseId; readonly userId: UserId; readonly at: Date } & (
  | { readonly name: 'seat.taken' }
  /** Somebody who waited moved up. */
  | { readonly name: 'seat.given' }
  | { readonly name: 'seat.lost' }
);

/**
 * Hears of seats inside the transaction that changes them, which holds the lock of the course's row; what it throws undoes
 * both. The work may be run again after a deadlock, so a listener writes rows and leaves the rest to `tx.afterCommit`.
 */
export type EnrolmentListener = (tx: Tx, events: readonly EnrolmentEvent[]) => Promise<void>;
