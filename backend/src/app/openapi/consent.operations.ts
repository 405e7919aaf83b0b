import {
  ConsentLedger,
  GiveRecordingConsent,
  RecordingConsentView,
} from '@seodang/contracts/recording-consent';
import { json, type Operation } from './operation.js';

export const CONSENT_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /lessons/:id/recording-consent',
    id: 'getRecordingConsent',
    tag: 'Lesson',
    summary: 'Show what one said of being recorded in this lesson',
    answers: json(RecordingConsentView),
    errors: ['lesson.not_found'],
  },
  {
    route: 'put /lessons/:id/recording-consent',
    id: 'giveRecordingConsent',
    tag: 'Lesson',
    summary: 'Agree to being recorded in this lesson, or not; who does not listens',
    body: GiveRecordingConsent,
    answers: json(RecordingConsentView),
    errors: ['lesson.not_found', 'lesson.not_live'],
  },
  {
    route: 'get /lessons/:id/consents',
    id: 'listRecordingConsents',
    tag: 'Lesson',
    summary: 'List every word that was given about being recorded; for the instructor',
    answers: json(ConsentLedger),
    errors: ['lesson.not_found', 'auth.forbidden'],
  },
  {
    route: 'get /lessons/:id/consents.csv',
    id: 'exportRecordingConsents',
    tag: 'Lesson',
    summary: 'The same as a table',
    answers: [{ status: 200, type: 'text/csv' }],
    errors: ['lesson.not_found', 'auth.forbidden'],
  },
];
