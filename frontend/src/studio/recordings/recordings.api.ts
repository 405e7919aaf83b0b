import {
  RecordingPage,
  RecordingView,
  RecordingViewerPage,
  type Trim,
  type UpdateRecording,
} from '@seodang/contracts/recordings';
import { Captions, ChapterList, ReplayView, type SetChapters } from '@seodang/contracts/replay';
import { http } from '../../shared/http.js';
import { upload, type UploadOptions } from '../../shared/upload.js';

const recording = (id: string) => `/recordings/${encodeURIComponent(id)}`;

export interface RecordingFilter {
  readonly courseId?: string | undefined;
  readonly lessonId?: string | undefined;
}

export type Ledger = 'consents' | 'deeds';
const LEDGERS: Record<Ledger, string> = { consents: 'consents', deeds: 'recording-ledger' };

/** What an instructor asks of the server about recordings. */
export const recordingsApi = {
  list: (filter: RecordingFilter, cursor: string | undefined, signal: AbortSignal) =>
    http.get('/studio/recordings', RecordingPage, { query: { ...filter, cursor, limit: 30 }, signal }),
  one: (id: string, signal: AbortSignal) => http.get(recording(id), RecordingView, { signal }),
  /** With pictures and sound of all of it, also of what is cut off. */
  replay: (id: string, signal?: AbortSignal) =>
    http.get(`${recording(id)}/replay`, ReplayView, { query: { whole: 'true' }, signal }),
  update: (id: string, body: UpdateRecording) => http.patch(recording(id), RecordingView, { body }),
  remove: (id: string) => http.delete(recording(id), RecordingView),
  restore: (id: string) => http.post(`${recording(id)}/restore`, RecordingView),
  rebuild: (id: string) => http.post(`${recording(id)}/rebuild`, RecordingView),
  trim: (id: string, body: Trim) => http.put(`${recording(id)}/trim`, RecordingView, { body }),
  chapters: (id: string, body: SetChapters) => http.put(`${recording(id)}/chapters`, ChapterList, { body }),
  putCaptions: (id: string, lang: string, file: File, options: UploadOptions) =>
    upload({ path: `${recording(id)}/captions/${lang}`, file, schema: Captions }, options),
  removeCaptions: (id: string, lang: string) => http.send('DELETE', `${recording(id)}/captions/${lang}`),
  viewers: (id: string, cursor: string | undefined, signal: AbortSignal) =>
    http.get(`${recording(id)}/viewers`, RecordingViewerPage, { query: { cursor, limit: 50 }, signal }),
  /** Who agreed to be recorded and when, or who did what to the recordings of a lesson, as a table. */
  ledger: (lessonId: string, which: Ledger) =>
    http.download(`/lessons/${encodeURIComponent(lessonId)}/${LEDGERS[which]}.csv`),
};
