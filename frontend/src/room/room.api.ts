import type { ConnectionId } from '@seodang/contracts/ids';
import {
  CONSENT_VERSION,
  ConsentView,
  JoinTicket,
  LessonInside,
  LessonPeople,
  LessonView,
  type ConnectionKind,
} from '@seodang/contracts/lessons';
import { http } from '../shared/http.js';

const BEAT_TIMEOUT_MS = 4_000;

/** What the live page asks of the API; `lessonId` is the lesson's public id. */
export interface RoomApi {
  lesson: (lessonId: string) => Promise<LessonView>;
  start: (lessonId: string) => Promise<LessonView>;
  end: (lessonId: string) => Promise<LessonView>;
  /** @param renews the camera connection whose place the new one takes, after a change of the right to speak. */
  join: (lessonId: string, kind: ConnectionKind, renews?: string) => Promise<JoinTicket>;
  beat: (lessonId: string, connectionId: string) => Promise<void>;
  /** Outlives the page. */
  sayLeaving: (lessonId: string, connectionId: string) => Promise<void>;
  /** Who is in a live lesson, for its members. */
  inside: (lessonId: string) => Promise<LessonInside>;
  /** Everybody inside and who was removed, for the instructor. */
  people: (lessonId: string) => Promise<LessonPeople>;
  setSpeaking: (lessonId: string, userId: string, maySpeak: boolean) => Promise<void>;
  remove: (lessonId: string, userId: string) => Promise<void>;
  readmit: (lessonId: string, userId: string) => Promise<void>;
  consent: () => Promise<ConsentView>;
  giveConsent: () => Promise<ConsentView>;
}

export const roomApi: RoomApi = {
  lesson: (lessonId) => http.get(`/lessons/${lessonId}`, LessonView),
  start: (lessonId) => http.post(`/lessons/${lessonId}/start`, LessonView),
  end: (lessonId) => http.post(`/lessons/${lessonId}/end`, LessonView),
  join: (lessonId, kind, renews) => {
    const body = renews === undefined ? { kind } : { kind, renews };
    return http.post(`/lessons/${lessonId}/join`, JoinTicket, { body });
  },
  beat: (lessonId, connectionId) => {
    const body = { connectionId: connectionId as ConnectionId, leaving: false };
    return http.send('POST', `/lessons/${lessonId}/presence`, { body, timeoutMs: BEAT_TIMEOUT_MS });
  },
  sayLeaving: (lessonId, connectionId) => {
    const body = { connectionId: connectionId as ConnectionId, leaving: true };
    return http.send('POST', `/lessons/${lessonId}/presence`, { body, keepalive: true });
  },
  inside: (lessonId) => http.get(`/lessons/${lessonId}/inside`, LessonInside),
  people: (lessonId) => http.get(`/lessons/${lessonId}/people`, LessonPeople),
  setSpeaking: (lessonId, userId, maySpeak) => {
    return http.send('PUT', `/lessons/${lessonId}/people/${userId}/speaking`, { body: { maySpeak } });
  },
  remove: (lessonId, userId) => http.send('POST', `/lessons/${lessonId}/people/${userId}/remove`),
  readmit: (lessonId, userId) => http.send('POST', `/lessons/${lessonId}/people/${userId}/readmit`),
  consent: () => http.get('/me/consent', ConsentView),
  giveConsent: () => http.put('/me/consent', ConsentView, { body: { version: CONSENT_VERSION } }),
};
