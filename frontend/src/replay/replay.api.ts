import { LessonRecordings } from '@seodang/contracts/recordings';
import {
  Bookmark,
  BookmarkList,
  ReplayView,
  WatchProgress,
  type AddBookmark,
  type ChangeBookmark,
  type ReportProgress,
} from '@seodang/contracts/replay';
import { http } from '../shared/http.js';

const recording = (id: string) => `/recordings/${encodeURIComponent(id)}`;

/** What somebody who watches asks of the server. `key` is the secret of a shared link. */
export const replayApi = {
  ofLesson: (lessonId: string, signal: AbortSignal) =>
    http.get(`/lessons/${encodeURIComponent(lessonId)}/recordings`, LessonRecordings, { signal }),
  one: (id: string, key: string | undefined, signal?: AbortSignal) =>
    http.get(`${recording(id)}/replay`, ReplayView, { query: { key }, signal, auth: 'optional' }),
  progress: (id: string, body: ReportProgress, { isLeaving }: { isLeaving: boolean }) =>
    http.put(`${recording(id)}/progress`, WatchProgress, { body, keepalive: isLeaving }),
  bookmarks: (id: string, signal: AbortSignal) =>
    http.get(`${recording(id)}/bookmarks`, BookmarkList, { signal }),
  addBookmark: (id: string, body: AddBookmark) => http.post(`${recording(id)}/bookmarks`, Bookmark, { body }),
  changeBookmark: (id: string, bookmarkId: string, body: ChangeBookmark) =>
    http.patch(`${recording(id)}/bookmarks/${bookmarkId}`, Bookmark, { body }),
  removeBookmark: (id: string, bookmarkId: string) =>
    http.send('DELETE', `${recording(id)}/bookmarks/${bookmarkId}`),
};
