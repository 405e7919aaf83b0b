export type { CourseEvent, CourseListener } from './course-event.js';
export { CourseDirectory } from './course-directory.js';
export { courseIdOf } from './course-id.js';
export type { CourseLessons } from './course-lessons.js';
export { Category, Course } from './course.model.js';
export { coverOf } from './cover.view.js';
