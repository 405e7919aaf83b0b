import { LessonPage, LessonView, type LessonView as Lesson } from '@seodang/contracts/lessons';
import { http } from '../shared/http.js';

export type When = 'now' | 'past';

export const lessonsApi = {
  mine: (when: When, cursor: string | undefined, signal: AbortSignal) =>
    http.get('/me/lessons', LessonPage, { query: { when, cursor, limit: 12 }, signal }),
  one: (id: string, signal: AbortSignal) =>
    http.get(`/lessons/${encodeURIComponent(id)}`, LessonView, { signal }),
  start: (lesson: Lesson) => http.post(`/lessons/${lesson.id}/start`, LessonView),
};
