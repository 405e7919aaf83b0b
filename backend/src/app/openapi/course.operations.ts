import {
  CategoryList,
  CoursePage,
  CoursesQuery,
  CourseView,
  CreateCourse,
  StudioCoursePage,
  UpdateCourse,
} from '@seodang/contracts/courses';
import { CoursePeoplePage, CoursePeopleQuery, EnrolmentView } from '@seodang/contracts/enrolment';
import { LessonView, ScheduleLesson, UpdateLesson, CancelLesson } from '@seodang/contracts/lessons';
import { PageQuery } from '@seodang/contracts/paging';
import { created, json, nothing, type Operation } from './operation.js';

const CATALOGUE: readonly Operation[] = [
  {
    route: 'get /categories',
    id: 'listCategories',
    tag: 'Catalogue',
    summary: 'List the categories with the number of published courses in each',
    answers: json(CategoryList),
  },
  {
    route: 'get /courses',
    id: 'listCourses',
    tag: 'Catalogue',
    summary: 'Find published courses; who is signed in also learns what they have in each',
    query: CoursesQuery,
    answers: json(CoursePage),
  },
  {
    route: 'get /courses/:id',
    id: 'getCourse',
    tag: 'Catalogue',
    summary: 'Show a course with its lessons; a draft only to its instructor',
    answers: json(CourseView),
    errors: ['course.not_found'],
  },
  {
    route: 'get /covers/:hash/:width.webp',
    id: 'getCover',
    tag: 'Catalogue',
    summary: 'Show the picture of a cover; it never changes',
    answers: [{ status: 200, type: 'image/webp' }],
    errors: ['request.not_found'],
  },
];

const STUDIO: readonly Operation[] = [
  {
    route: 'get /studio/courses',
    id: 'listOwnCourses',
    tag: 'Studio',
    summary: 'List one’s own courses, drafts too, the youngest first',
    query: PageQuery,
    answers: json(StudioCoursePage),
  },
  {
    route: 'post /courses',
    id: 'createCourse',
    tag: 'Studio',
    summary: 'Make a draft of a course',
    body: CreateCourse,
    answers: created(CourseView),
    errors: ['course.category_unknown'],
  },
  {
    route: 'patch /courses/:id',
    id: 'updateCourse',
    tag: 'Studio',
    summary: 'Change a course; more seats let those who wait move up',
    body: UpdateCourse,
    answers: json(CourseView),
    errors: ['course.not_found', 'course.category_unknown', 'course.capacity_too_small'],
  },
  {
    route: 'delete /courses/:id',
    id: 'deleteCourse',
    tag: 'Studio',
    summary: 'Delete a course in which nobody was, with its plans',
    answers: nothing,
    errors: ['course.not_found', 'course.not_empty'],
  },
  {
    route: 'post /courses/:id/publish',
    id: 'publishCourse',
    tag: 'Studio',
    summary: 'Show a course to everybody',
    answers: json(CourseView),
    errors: ['course.not_found'],
  },
  {
    route: 'post /courses/:id/unpublish',
    id: 'unpublishCourse',
    tag: 'Studio',
    summary: 'Show a course to its instructor only; who is in it stays in it',
    answers: json(CourseView),
    errors: ['course.not_found'],
  },
  {
    route: 'put /courses/:id/cover',
    id: 'replaceCover',
    tag: 'Studio',
    summary: 'Upload a picture: JPEG, PNG, WebP or AVIF, at most 8 MiB',
    body: 'picture',
    answers: json(CourseView),
    errors: ['course.not_found', 'course.cover_unreadable', 'request.too_many'],
  },
  {
    route: 'delete /courses/:id/cover',
    id: 'removeCover',
    tag: 'Studio',
    summary: 'Go back to a cover that is drawn',
    answers: json(CourseView),
    errors: ['course.not_found'],
  },
];

const TIMETABLE: readonly Operation[] = [
  {
    route: 'post /courses/:id/lessons',
    id: 'scheduleLesson',
    tag: 'Timetable',
    summary: 'Plan a lesson; `clashesWith` of the refusal names the lesson that is in the way',
    body: ScheduleLesson,
    answers: created(LessonView),
    errors: ['course.not_found', 'lesson.in_the_past', 'lesson.clashes'],
  },
  {
    route: 'patch /lessons/:id',
    id: 'updateLesson',
    tag: 'Timetable',
    summary: 'Rename or move a lesson that has not begun; who is in the course is told of a new time',
    body: UpdateLesson,
    answers: json(LessonView),
    errors: [
      'lesson.not_found',
      'lesson.in_the_past',
      'lesson.clashes',
      'lesson.already_begun',
      'lesson.already_ended',
      'lesson.cancelled',
    ],
  },
  {
    route: 'post /lessons/:id/cancel',
    id: 'cancelLesson',
    tag: 'Timetable',
    summary: 'Call a lesson off; the second time changes nothing',
    body: CancelLesson,
    answers: json(LessonView),
    errors: ['lesson.not_found', 'lesson.already_begun', 'lesson.already_ended'],
  },
  {
    route: 'post /lessons/:id/restore',
    id: 'restoreLesson',
    tag: 'Timetable',
    summary: 'Take up a cancelled lesson again while its start lies ahead',
    answers: json(LessonView),
    errors: [
      'lesson.not_found',
      'lesson.in_the_past',
      'lesson.clashes',
      'lesson.already_begun',
      'lesson.already_ended',
    ],
  },
];

const ENROLMENT: readonly Operation[] = [
  {
    route: 'put /courses/:id/enrolment',
    id: 'enrol',
    tag: 'Enrolment',
    summary: 'Take a seat, or a place at the end of the waiting list; the second time changes nothing',
    answers: json(EnrolmentView),
    errors: ['course.not_found', 'enrolment.own_course', 'enrolment.removed', 'request.too_many'],
  },
  {
    route: 'delete /courses/:id/enrolment',
    id: 'cancelEnrolment',
    tag: 'Enrolment',
    summary: 'Give a seat or a place back; the first who waits moves up',
    answers: json(EnrolmentView),
    errors: ['course.not_found', 'request.too_many'],
  },
  {
    route: 'get /courses/:id/people',
    id: 'listCoursePeople',
    tag: 'Enrolment',
    summary: 'List who is enrolled or was removed, by name, or who waits, by position; for the instructor',
    query: CoursePeopleQuery,
    answers: json(CoursePeoplePage),
    errors: ['course.not_found', 'auth.forbidden'],
  },
  {
    route: 'delete /courses/:id/people/:userId',
    id: 'removeFromCourse',
    tag: 'Enrolment',
    summary:
      'Take somebody out of a course until they are readmitted; the first who waits moves up; for the instructor',
    answers: json(EnrolmentView),
    errors: ['course.not_found', 'auth.forbidden', 'enrolment.own_course', 'request.too_many'],
  },
  {
    route: 'post /courses/:id/people/:userId/readmit',
    id: 'readmitToCourse',
    tag: 'Enrolment',
    summary:
      'Let somebody who was removed in again, to a free seat or the end of the waiting list; for the instructor',
    answers: json(EnrolmentView),
    errors: ['course.not_found', 'auth.forbidden', 'enrolment.own_course', 'request.too_many'],
  },
];

export const COURSE_OPERATIONS: readonly Operation[] = [...CATALOGUE, ...ENROLMENT, ...STUDIO, ...TIMETABLE];
