import {
  RecordingPage,
  RecordingView,
  RecordingViewerPage,
  type RemoveRecording,
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
  /** Everybody's, for operators. */
  readonly isForAll?: boolean;
}

/** What is written down of a recorded lesson: every word about being recorded, or every deed. */
export type Ledger = 'consents' | 'recording-ledger';

/** What an instructor asks of the server about recordings. */
export const recordingsApi = {
  list: (
    { isForAll = false, ...filter }: RecordingFilter,
    cursor: string | undefined,
    signal: AbortSignal,
  ) => {
    const query = { ...filter, cursor, limit: 30 };
    return http.get(isForAll ? '/recordings' : '/studio/recordings', RecordingPage, { query, signal });
  },
  one: (id: string, signal: AbortSignal) => http.get(recording(id), RecordingView, { signal }),
  /** With pictures and sound of all of it, also of what is cut off. */
  replay: (id: string, signal?: AbortSignal) =>
    http.get(`${recording(id)}/replay`, ReplayView, { query: { whole: 'true' }, signal }),
  update: (id: string, body: UpdateRecording) => http.patch(recording(id), RecordingView, { body }),
  remove: (id: string, body: RemoveRecording) => http.delete(recording(id), RecordingView, { body }),
  restore: (id: string) => http.post(`${recording(id)}/restore`, RecordingView),
  rebuild: (id: string) => http.post(`${recording(id)}/rebuild`, RecordingView),
  trim: (id: string, body: Trim) => http.put(`${recording(id)}/trim`, RecordingView, { body }),
  chapters: (id: string, body: SetChapters) => http.put(`${recording(id)}/chapters`, ChapterList, { body }),
  putCaptions: (id: string, lang: string, file: File, options: UploadOptions) =>
    upload({ path: `${recording(id)}/captions/${lang}`, file, schema: Captions }, options),
  removeCaptions: (id: string, lang: string) => http.send('DELETE', `${recording(id)}/captions/${lang}`),
  ledger: (lessonId: string, ledger: Ledger) =>
    http.download(`/lessons/${encodeURIComponent(lessonId)}/${ledger}.csv`),
  viewers: (id: string, cursor: string | undefined, signal: AbortSignal) =>
    http.get(`${recording(id)}/viewers`, RecordingViewerPage, { query: { cursor, limit: 50 }, signal }),
};
