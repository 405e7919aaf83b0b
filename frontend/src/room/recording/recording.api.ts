import { LessonSnapshot } from '@seodang/contracts/live/lesson-events';
import {
  RECORDING_CONSENT_VERSION,
  RecordingConsentView,
  type GiveRecordingConsent,
} from '@seodang/contracts/recording-consent';
import { TimelineItem, type SetMark } from '@seodang/contracts/timeline';
import { http } from '../../shared/http.js';

/** What it makes is told by the lesson's events; the answers say no more. */
export interface RecordingApi {
  snapshot: (lessonId: string) => Promise<LessonSnapshot>;
  start: (lessonId: string) => Promise<void>;
  stop: (lessonId: string) => Promise<void>;
  /** A chapter of the replay begins now; `clientId` makes a repeated request the same mark. */
  mark: (lessonId: string, clientId: string) => Promise<TimelineItem>;
  /** What I said of being recorded in this lesson. */
  consent: (lessonId: string) => Promise<RecordingConsentView>;
  /** Agrees to being recorded in this lesson, or not. */
  say: (lessonId: string, agrees: boolean) => Promise<RecordingConsentView>;
}

export const recordingApi: RecordingApi = {
  snapshot: (lessonId) => http.get(`/lessons/${lessonId}/snapshot`, LessonSnapshot),
  start: (lessonId) => http.send('POST', `/lessons/${lessonId}/recording`, { body: {} }),
  stop: (lessonId) => http.send('POST', `/lessons/${lessonId}/recording/stop`),
  mark: (lessonId, clientId) => {
    const body: SetMark = { label: '', clientId };
    return http.post(`/lessons/${lessonId}/marks`, TimelineItem, { body });
  },
  consent: (lessonId) => http.get(`/lessons/${lessonId}/recording-consent`, RecordingConsentView),
  say: (lessonId, agrees) => {
    const body: GiveRecordingConsent = { version: RECORDING_CONSENT_VERSION, agrees };
    return http.put(`/lessons/${lessonId}/recording-consent`, RecordingConsentView, { body });
  },
};
