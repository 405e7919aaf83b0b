import { z } from 'zod';
import { LessonId } from './ids.js';

/** Job name → payload. The queue carries ids only; the rows are in SQL. */
export const JOBS = {
  'apply-webhooks': z.strictObject({}),
  'reconcile-lesson': z.strictObject({ lessonId: LessonId }),
  'reconcile-live-lessons': z.strictObject({}),
  /** Rings when something waits to be told to everybody in a lesson. */
  'relay-outbox': z.strictObject({}),
  /** Rings when the people of a lesson are to be reminded; which one is in SQL. */
  'raise-reminders': z.strictObject({}),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]>;
