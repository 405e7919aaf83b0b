import type { CourseId, LessonId } from '@seodang/contracts/ids';
import type { Tx } from '../platform/db/transaction.js';

export type LessonNews =
  | { readonly name: 'lesson.scheduled' }
  | { readonly name: 'lesson.renamed' }
  | { readonly name: 'lesson.started'; readonly startedAt: Date }
  | { readonly name: 'lesson.ended'; readonly endedAt: Date }
  /** It starts at another time, or takes longer or shorter; `before` is what people know. */
  | {
      readonly name: 'lesson.moved';
      readonly durationMin: number;
      readonly before: { readonly startsAt: Date; readonly durationMin: number; readonly timeZone: string };
    }
  | { readonly name: 'lesson.cancelled'; readonly reason: string }
  /** A cancelled lesson takes place after all, at the time it had. */
  | { readonly name: 'lesson.restored' }
  /** Its row goes right after this, with its course: what hangs on it has to go now. Nobody was in the course. */
  | { readonly name: 'lesson.deleted' };

/** A change of a lesson. `startsAt` is the start from now on, or the one that is off. */
export type LessonEvent = LessonNews & {
  readonly lessonId: LessonId;
  readonly courseId: CourseId;
  readonly startsAt: Date;
};

/**
 * Hears of a lesson inside the transaction that changes it, after the change is written; what it throws undoes both.
 * The work may be run again after a deadlock, so a listener writes rows and nothing else.
 */
export type LessonListener = (tx: Tx, event: LessonEvent) => Promise<void>;
