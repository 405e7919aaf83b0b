import { LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import {
  RECORDING_CONSENT_VERSION,
  RecordingConsentView,
  type GiveRecordingConsent,
} from '@seodang/contracts/recording-consent';
import { RecordingView } from '@seodang/contracts/recordings';
import { http } from '../../shared/http.js';

export interface RecordingApi {
  snapshot: (lessonId: string) => Promise<LessonSnapshot>;
  start: (lessonId: string) => Promise<RecordingView>;
  stop: (lessonId: string) => Promise<RecordingView>;
  /** Agrees to being recorded in this lesson, or not. */
  say: (lessonId: string, agrees: boolean) => Promise<RecordingConsentView>;
}

export const recordingApi: RecordingApi = {
  snapshot: (lessonId) => http.get(`/lessons/${lessonId}/snapshot`, LessonSnapshot),
  start: (lessonId) => http.post(`/lessons/${lessonId}/recording`, RecordingView, { body: {} }),
  stop: (lessonId) => http.post(`/lessons/${lessonId}/recording/stop`, RecordingView),
  say: (lessonId, agrees) => {
    const body: GiveRecordingConsent = { version: RECORDING_CONSENT_VERSION, agrees };
    return http.put(`/lessons/${lessonId}/recording-consent`, RecordingConsentView, { body });
  },
};
