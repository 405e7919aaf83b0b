import { LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import {
  RECORDING_CONSENT_VERSION,
  RecordingConsentView,
  type GiveRecordingConsent,
} from '@seodang/contracts/recording-consent';
import { http } from '../../shared/http.js';

/** What it makes is told by the lesson's events; the answers say no more. */
export interface RecordingApi {
  snapshot: (lessonId: string) => Promise<LessonSnapshot>;
  start: (lessonId: string) => Promise<void>;
  stop: (lessonId: string) => Promise<void>;
  /** Agrees to being recorded in this lesson, or not. */
  say: (lessonId: string, agrees: boolean) => Promise<RecordingConsentView>;
}

export const recordingApi: RecordingApi = {
  snapshot: (lessonId) => http.get(`/lessons/${lessonId}/snapshot`, LessonSnapshot),
  start: (lessonId) => http.send('POST', `/lessons/${lessonId}/recording`, { body: {} }),
  stop: (lessonId) => http.send('POST', `/lessons/${lessonId}/recording/stop`),
  say: (lessonId, agrees) => {
    const body: GiveRecordingConsent = { version: RECORDING_CONSENT_VERSION, agrees };
    return http.put(`/lessons/${lessonId}/recording-consent`, RecordingConsentView, { body });
  },
};
