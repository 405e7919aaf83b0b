import { z } from 'zod';
import { LessonId, RecordingId } from './ids.js';

/** Job name → payload. The queue carries ids only; the rows are in SQL. */
export const JOBS = {
  'apply-webhooks': z.strictObject({}),
  'reconcile-lesson': z.strictObject({ lessonId: LessonId }),
  'reconcile-live-lessons': z.strictObject({}),
  /** Rings when something waits to be told to everybody in a lesson. */
  'relay-outbox': z.strictObject({}),
  /** Rings when the people of a lesson are to be reminded; which one is in SQL. */
  'raise-reminders': z.strictObject({}),
  'reconcile-recordings': z.strictObject({}),
  /** Takes up the work on a recording where it was left. */
  'prepare-recording': z.strictObject({ recordingId: RecordingId }),
} as const;

/** These take minutes: they have a queue of their own, so that nothing waits behind them. */
export const LONG_JOBS = ['prepare-recording'] as const satisfies readonly JobName[];
export type LongJobName = (typeof LONG_JOBS)[number];

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]>;
