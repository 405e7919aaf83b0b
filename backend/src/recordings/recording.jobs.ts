import type { RecordingId } from '@seodang/contracts/ids';
import type { RecordingLifecycle } from './lifecycle.service.js';
import type { RecordingPipeline } from './pipeline/pipeline.service.js';
import type { UnattendedRecordings } from './unattended.service.js';

/** Takes up the work on a recording; which stage it is at stands in SQL. */
export function prepareRecordingJob(pipeline: Pick<RecordingPipeline, 'run'>) {
  return ({ recordingId }: { recordingId: RecordingId }): Promise<void> => pipeline.run(recordingId);
}

/** Compares with what the media server really has, and stops what nobody answers for; the payload is empty. */
export function reconcileRecordingsJob(
  lifecycle: Pick<RecordingLifecycle, 'reconcile'>,
  unattended: Pick<UnattendedRecordings, 'stop'>,
) {
  return async (): Promise<{ mended: number; stopped: number }> => {
    const mended = await lifecycle.reconcile();
    return { mended, stopped: await unattended.stop() };
  };
}
