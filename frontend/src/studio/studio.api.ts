import {
  CourseView,
  StudioCoursePage,
  type CreateCourse,
  type UpdateCourse,
} from '@seodang/contracts/courses';
import { CoursePeoplePage, EnrolmentView } from '@seodang/contracts/enrolment';
import {
  LessonPage,
  LessonView,
  type CancelLesson,
  type ScheduleLesson,
  type UpdateLesson,
} from '@seodang/contracts/lessons';
import { http } from '../shared/http.js';
import { upload, type UploadOptions } from '../shared/upload.js';

export type PeopleState = 'enrolled' | 'waiting' | 'removed';
export type When = 'now' | 'past';

const course = (id: string) => `/courses/${encodeURIComponent(id)}`;
const person = (courseId: string, userId: string) =>
  `${course(courseId)}/people/${encodeURIComponent(userId)}`;
const lesson = (id: string) => `/lessons/${encodeURIComponent(id)}`;

/** What an instructor asks of the server. */
export const studioApi = {
  courses: (cursor: string | undefined, signal: AbortSignal) =>
    http.get('/studio/courses', StudioCoursePage, { query: { cursor, limit: 30 }, signal }),
  course: (id: string, signal: AbortSignal) => http.get(course(id), CourseView, { signal }),
  createCourse: (body: CreateCourse) => http.post('/courses', CourseView, { body }),
  updateCourse: (id: string, body: UpdateCourse) => http.patch(course(id), CourseView, { body }),
  deleteCourse: (id: string) => http.send('DELETE', course(id)),
  publish: (id: string) => http.post(`${course(id)}/publish`, CourseView),
  unpublish: (id: string) => http.post(`${course(id)}/unpublish`, CourseView),

  putCover: (id: string, picture: Blob, options: UploadOptions) =>
    upload({ path: `${course(id)}/cover`, file: picture, schema: CourseView }, options),
  removeCover: (id: string) => http.delete(`${course(id)}/cover`, CourseView),

  people: (id: string, state: PeopleState, cursor: string | undefined, signal: AbortSignal) =>
    http.get(`${course(id)}/people`, CoursePeoplePage, { query: { state, cursor, limit: 50 }, signal }),
  /** They stay out until they are readmitted. */
  removePerson: (courseId: string, userId: string) => http.delete(person(courseId, userId), EnrolmentView),
  readmitPerson: (courseId: string, userId: string) =>
    http.post(`${person(courseId, userId)}/readmit`, EnrolmentView),

  lessons: (when: When, cursor: string | undefined, signal: AbortSignal) =>
    http.get('/me/lessons', LessonPage, { query: { when, part: 'instructor', cursor, limit: 30 }, signal }),
  schedule: (courseId: string, body: ScheduleLesson) =>
    http.post(`${course(courseId)}/lessons`, LessonView, { body }),
  updateLesson: (id: string, body: UpdateLesson) => http.patch(lesson(id), LessonView, { body }),
  cancelLesson: (id: string, body: CancelLesson) => http.post(`${lesson(id)}/cancel`, LessonView, { body }),
  restoreLesson: (id: string) => http.post(`${lesson(id)}/restore`, LessonView),
};
