import type { LessonId, UserId } from '@seodang/contracts/ids';
import type { ConnectionKind } from '@seodang/contracts/lessons';
import type { Tx } from '../platform/db/transaction.js';

/** Whose connection it is. Only our own rows say so; never what a browser sent. */
export interface ConnectionOwner {
  readonly connectionId: string;
  readonly lessonId: LessonId;
  readonly userId: UserId;
  readonly kind: ConnectionKind;
}

/** Why the backend itself ends a connection. */
export type ClosingReason = 'moved-to-another-device' | 'removed' | 'lesson-ended' | 'speaking-changed';

/**
 * Something learnt about a connection; times are epoch milliseconds. The same event may come again and in any order.
 * `seen` and `gone` are what a look at the media server's REST API showed.
 */
export type ConnectionEvent = ConnectionOwner &
  (
    | { readonly name: 'joined'; readonly at: number }
    | { readonly name: 'left'; readonly at: number; readonly why: string }
    | { readonly name: 'seen'; readonly at: number }
    | { readonly name: 'gone'; readonly by: number; readonly withSession: boolean }
    | { readonly name: 'closing'; readonly at: number; readonly reason: ClosingReason }
  );

/** Hears of connections inside the transaction that makes it known; what it throws undoes both. */
export type ConnectionListener = (tx: Tx, events: readonly ConnectionEvent[]) => Promise<void>;
