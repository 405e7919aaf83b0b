import {
  Changes,
  HistoryPage,
  MessageList,
  RoomList,
  type HistoryQuery,
  type SearchQuery,
} from '@seodang/contracts/chat';
import { AttachmentView, BlockList, MemberPage, RoomView } from '@seodang/contracts/rooms';
import { http } from '../shared/http.js';
import { upload, type UploadOptions } from '../shared/upload.js';

const CHAT = { server: 'chat' } as const;

/** What the chat asks by request and answer: rooms of the backend, messages of the chat-server. */
export const chatApi = {
  /** All rooms of the person, with their ends. */
  rooms: () => http.get('/rooms', RoomList, CHAT),
  room: (roomId: string) => http.get(`/rooms/${roomId}`, RoomView),
  history: (roomId: string, query: Partial<HistoryQuery>, signal?: AbortSignal) =>
    http.get(`/rooms/${roomId}/messages`, HistoryPage, { ...CHAT, query, signal }),
  changes: (roomId: string, since: string, signal?: AbortSignal) =>
    http.get(`/rooms/${roomId}/changes`, Changes, { ...CHAT, query: { since }, signal }),
  search: (roomId: string, query: Pick<SearchQuery, 'text'> & Partial<SearchQuery>, signal?: AbortSignal) =>
    http.get(`/rooms/${roomId}/search`, MessageList, { ...CHAT, query, signal }),
  pins: (roomId: string) => http.get(`/rooms/${roomId}/pins`, MessageList, CHAT),
  members: (roomId: string, query: { search?: string; limit?: number }, signal?: AbortSignal) =>
    http.get(`/rooms/${roomId}/members`, MemberPage, { query, signal }),
  openThread: (roomId: string, messageId: string) =>
    http.post(`/rooms/${roomId}/threads`, RoomView, { body: { messageId } }),
  blocks: () => http.get('/me/blocks', BlockList),
  attach: (roomId: string, file: File, options: UploadOptions) =>
    upload(
      {
        method: 'POST',
        path: `/rooms/${roomId}/attachments?name=${encodeURIComponent(file.name.slice(0, 120))}`,
        file,
        schema: AttachmentView,
      },
      options,
    ),
  picture: (attachmentId: string, size: 'full' | 'preview', signal?: AbortSignal) =>
    http.download(`/attachments/${attachmentId}/${size}.webp`, { signal, timeoutMs: 30_000 }),
};

export type ChatApi = typeof chatApi;
