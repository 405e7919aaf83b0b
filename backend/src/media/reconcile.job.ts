import type { LessonId } from '@seodang/contracts/ids';
import type { LessonDirectory } from '../lessons/index.js';
import type { JobQueue } from '../platform/queue/queue.js';
import type { MediaReconciler, Reconciled } from './reconcile.service.js';

export interface ReconcileLiveDeps {
  readonly directory: Pick<LessonDirectory, 'listLive'>;
  readonly reconciler: Pick<MediaReconciler, 'closeOrphans'>;
  readonly queue: Pick<JobQueue, 'add'>;
}

/** Puts in one job for each live lesson, so that a slow one does not hold up the others, and closes what is left over. */
export function reconcileLiveLessonsJob({ directory, reconciler, queue }: ReconcileLiveDeps) {
  return async (): Promise<{ lessons: number; orphans: number }> => {
    const lessonIds = await directory.listLive();
    for (const lessonId of lessonIds) {
      await queue.add('reconcile-lesson', { lessonId }, { once: `reconcile-${lessonId}` });
    }
    return { lessons: lessonIds.length, orphans: await reconciler.closeOrphans(lessonIds) };
  };
}

export interface ReconcileLessonDeps {
  readonly reconciler: Pick<MediaReconciler, 'reconcileLesson'>;
  /** Runs first: signs of life that are known already make what the comparison finds more exact. */
  readonly storeBeats: (lessonId: LessonId) => Promise<void>;
  readonly onReconciled?: (result: Reconciled) => void;
}

export function reconcileLessonJob({ reconciler, storeBeats, onReconciled }: ReconcileLessonDeps) {
  return async ({ lessonId }: { lessonId: LessonId }): Promise<Reconciled> => {
    await storeBeats(lessonId);
    const result = await reconciler.reconcileLesson(lessonId);
    onReconciled?.(result);
    return result;
  };
}
