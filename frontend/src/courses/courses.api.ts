import { CategoryList, CoursePage, CourseView } from '@seodang/contracts/courses';
import { http } from '../shared/http.js';
import type { CourseFilters } from './filters.rules.js';

/** Visitors may ask all of this; whoever is signed in also learns what they have in each course. */
export const coursesApi = {
  categories: (signal: AbortSignal) => http.get('/categories', CategoryList, { signal, auth: 'none' }),
  list: (filters: CourseFilters, cursor: string | undefined, signal: AbortSignal) =>
    http.get('/courses', CoursePage, {
      query: { ...filters, q: filters.q === '' ? undefined : filters.q, cursor, limit: 24 },
      signal,
      auth: 'optional',
    }),
  one: (id: string, signal: AbortSignal) =>
    http.get(`/courses/${encodeURIComponent(id)}`, CourseView, { signal, auth: 'optional' }),
};
