import { MessageHistory, ReportList } from '@seodang/contracts/chat';
import {
  MemberPage,
  RoomView,
  type CreateRoom,
  type MuteFor,
  type UpdateRoom,
} from '@seodang/contracts/rooms';
import { http } from '../shared/http.js';

/** What is done about rooms and people, which the backend keeps, and reports, which the chat-server does. */
export const messagesApi = {
  room: (id: string, signal: AbortSignal) =>
    http.get(`/rooms/${encodeURIComponent(id)}`, RoomView, { signal }),
  createRoom: (courseId: string, room: CreateRoom) =>
    http.post(`/courses/${courseId}/rooms`, RoomView, { body: room }),
  updateRoom: (id: string, change: UpdateRoom) => http.patch(`/rooms/${id}`, RoomView, { body: change }),
  mute: (id: string, mute: { for: MuteFor; mentionsPass: boolean }) =>
    http.put(`/rooms/${id}/mute`, RoomView, { body: mute }),
  members: (id: string, query: { search: string; cursor: string | undefined }, signal: AbortSignal) =>
    http.get(`/rooms/${id}/members`, MemberPage, {
      query: { search: query.search === '' ? undefined : query.search, cursor: query.cursor, limit: 50 },
      signal,
    }),

  askDirect: (userId: string) => http.post('/direct-rooms', RoomView, { body: { userId } }),
  answerDirect: (roomId: string, agrees: boolean) =>
    http.put(`/direct-rooms/${roomId}/answer`, RoomView, { body: { agrees } }),
  block: (userId: string) => http.send('PUT', `/me/blocks/${userId}`),
  unblock: (userId: string) => http.send('DELETE', `/me/blocks/${userId}`),

  /** For operators. */
  suspend: (userId: string, suspended: boolean) =>
    http.send('PUT', `/users/${userId}/suspension`, { body: { suspended } }),

  reports: (signal: AbortSignal) => http.get('/reports', ReportList, { server: 'chat', signal }),
  resolveReport: (id: string, resolution: 'dismissed' | 'message-deleted') =>
    http.send('PUT', `/reports/${id}/resolution`, { server: 'chat', body: { resolution } }),
  messageHistory: (messageId: string, signal: AbortSignal) =>
    http.get(`/messages/${messageId}/history`, MessageHistory, { server: 'chat', signal }),
};
