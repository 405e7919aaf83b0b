import type { RecordingId } from '@seodang/contracts/ids';
import type { RecordingLifecycle } from './lifecycle.service.js';
import type { RecordingPipeline } from './pipeline/pipeline.service.js';

/** Takes up the work on a recording; which stage it is at stands in SQL. */
export function prepareRecordingJob(pipeline: Pick<RecordingPipeline, 'run'>) {
  return ({ recordingId }: { recordingId: RecordingId }): Promise<void> => pipeline.run(recordingId);
}

/** Compares with what the media server really has; the payload is empty. */
export function reconcileRecordingsJob(lifecycle: Pick<RecordingLifecycle, 'reconcile'>) {
  return async (): Promise<{ mended: number }> => ({ mended: await lifecycle.reconcile() });
}
