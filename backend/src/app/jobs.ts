import {
  intakeJob,
  reconcileLessonJob,
  reconcileLiveLessonsJob,
  MediaReconciler,
  WebhookIntake,
  type createMediaMetrics,
} from '../media/index.js';
import { raiseRemindersJob, type NoticeMetrics } from '../notification/index.js';
import { relayJob } from '../platform/outbox/relay.job.js';
import { OutboxRelay } from '../platform/outbox/relay.js';
import { prepareRecordingJob, reconcileRecordingsJob, type RecordingMetrics } from '../recordings/index.js';
import type { Schedule } from '../platform/queue/queue.js';
import type { JobHandlers, LongJobHandlers } from '../platform/queue/worker.js';
import type { Features } from './features.js';
import { composeDelivery } from './notification.js';
import type { Platform } from './platform.js';
import { composePipeline } from './recordings.js';

/** What comes again and again. Webhooks are not among them: each worker looks for those by itself, also without Redis. */
export const SCHEDULES: readonly Schedule[] = [
  { name: 'reconcile-live-lessons', everyMs: 15_000, payload: {} },
  { name: 'reconcile-recordings', everyMs: 15_000, payload: {} },
];

export interface JobDeps {
  readonly platform: Platform;
  readonly features: Features;
  readonly metrics: ReturnType<typeof createMediaMetrics>;
  readonly noticeMetrics?: NoticeMetrics;
  readonly recordingMetrics?: RecordingMetrics;
}

/** Every job with its handler; a job without one does not compile. */
export function composeJobs({ platform, features, metrics, noticeMetrics, recordingMetrics }: JobDeps) {
  const { directory, attendance, lessons, queue, reminders } = features;
  const { lifecycle, unattended } = features.recordings;
  const recordingListener = lifecycle.apply.bind(lifecycle);
  const { onSettled } = metrics;
  const intake = new WebhookIntake({ ...platform, ...features, recordingListener, onSettled });
  const endAbandoned = lessons.endAbandoned.bind(lessons);
  const reconciler = new MediaReconciler({ ...platform, ...features, endAbandoned });
  const storeBeats = attendance.storeBeats.bind(attendance);
  const delivery = composeDelivery(platform, features, noticeMetrics);
  const relay = new OutboxRelay(platform);
  const handlers: JobHandlers = {
    'apply-webhooks': intakeJob(intake),
    'reconcile-live-lessons': reconcileLiveLessonsJob({ directory, reconciler, queue }),
    'reconcile-lesson': reconcileLessonJob({ reconciler, storeBeats, onReconciled: metrics.onReconciled }),
    'relay-outbox': relayJob(relay),
    'reconcile-recordings': reconcileRecordingsJob(lifecycle, unattended),
    'raise-reminders': delivery ? raiseRemindersJob({ reminders, delivery }) : () => Promise.resolve(),
  };
  const { pipeline, cutter, tidy } = composePipeline(platform, features, recordingMetrics);
  const longHandlers: LongJobHandlers = { 'prepare-recording': prepareRecordingJob(pipeline) };
  return { handlers, longHandlers, intake, delivery, relay, pipeline, cutter, tidy };
}
