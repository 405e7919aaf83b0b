import { CoursePage } from '@seodang/contracts/courses';
import { EnrolmentView } from '@seodang/contracts/enrolment';
import { http } from '../shared/http.js';

const seat = (courseId: string) => `/courses/${encodeURIComponent(courseId)}/enrolment`;

export const enrolmentApi = {
  /** Pressed twice it gives the same. */
  enrol: (courseId: string) => http.put(seat(courseId), EnrolmentView),
  leave: (courseId: string) => http.delete(seat(courseId), EnrolmentView),
  mine: (cursor: string | undefined, signal: AbortSignal) =>
    http.get('/courses', CoursePage, { query: { enrolment: 'mine', cursor, limit: 60 }, signal }),
  calendar: (lessonId: string) => http.download(`/lessons/${encodeURIComponent(lessonId)}/calendar.ics`),
};
