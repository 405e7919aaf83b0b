export type { CourseEvent, CourseListener } from './course-event.js';
export { Category, Course } from './course.model.js';
export { coverOf } from './cover.view.js';
