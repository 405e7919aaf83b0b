import { z } from 'zod';
import { LessonId, UserId } from './ids.js';
import { Instant } from './time.js';

/** The text about being recorded. Who reads another one is asked again. */
export const RECORDING_CONSENT_VERSION = '2026-11';

/** `GET /lessons/:id/recording-consent`: what the asking person said for this lesson; null when nothing yet. */
export const RecordingConsentView = z.strictObject({
  version: z.string(),
  agrees: z.boolean().nullable(),
  at: Instant.nullable(),
});
export type RecordingConsentView = z.infer<typeof RecordingConsentView>;

/** `PUT /lessons/:id/recording-consent`. Who does not agree joins as a listener and is not in the recording. */
export const GiveRecordingConsent = z.strictObject({
  version: z.literal(RECORDING_CONSENT_VERSION),
  agrees: z.boolean(),
});
export type GiveRecordingConsent = z.infer<typeof GiveRecordingConsent>;

/** `GET /lessons/:id/consents` (and `.csv`), for its instructor: every word that was given, in order. Nothing is ever changed. */
export const ConsentEntry = z.strictObject({
  userId: UserId,
  name: z.string(),
  version: z.string(),
  agrees: z.boolean(),
  at: Instant,
});
export type ConsentEntry = z.infer<typeof ConsentEntry>;
export const ConsentLedger = z.strictObject({ lessonId: LessonId, items: z.array(ConsentEntry) });
export type ConsentLedger = z.infer<typeof ConsentLedger>;
