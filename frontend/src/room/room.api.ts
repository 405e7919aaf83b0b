import { AttendanceView } from '@seodang/contracts/attendance';
import type { ConnectionId } from '@seodang/contracts/ids';
import { JoinTicket, LessonView, type ConnectionKind } from '@seodang/contracts/lessons';
import { http } from '../shared/http.js';

const BEAT_TIMEOUT_MS = 4_000;

/** What the live page asks of the API; `lessonId` is the lesson's public id. */
export interface RoomApi {
  lesson: (lessonId: string) => Promise<LessonView>;
  start: (lessonId: string) => Promise<LessonView>;
  end: (lessonId: string) => Promise<LessonView>;
  join: (lessonId: string, kind: ConnectionKind) => Promise<JoinTicket>;
  beat: (lessonId: string, connectionId: string) => Promise<void>;
  /** Outlives the page. */
  sayLeaving: (lessonId: string, connectionId: string) => Promise<void>;
  attendance: (lessonId: string) => Promise<AttendanceView>;
}

export const roomApi: RoomApi = {
  lesson: (lessonId) => http.get(`/lessons/${lessonId}`, LessonView),
  start: (lessonId) => http.post(`/lessons/${lessonId}/start`, LessonView),
  end: (lessonId) => http.post(`/lessons/${lessonId}/end`, LessonView),
  join: (lessonId, kind) => http.post(`/lessons/${lessonId}/join`, JoinTicket, { body: { kind } }),
  beat: (lessonId, connectionId) => {
    const body = { connectionId: connectionId as ConnectionId, leaving: false };
    return http.send('POST', `/lessons/${lessonId}/presence`, { body, timeoutMs: BEAT_TIMEOUT_MS });
  },
  sayLeaving: (lessonId, connectionId) => {
    const body = { connectionId: connectionId as ConnectionId, leaving: true };
    return http.send('POST', `/lessons/${lessonId}/presence`, { body, keepalive: true });
  },
  attendance: (lessonId) => http.get(`/lessons/${lessonId}/attendance`, AttendanceView),
};
