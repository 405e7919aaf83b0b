export type { LessonEvent, LessonListener } from './lesson-event.js';
export { LessonDirectory } from './lesson-directory.js';
export type { ConnectionWish, LessonMedia, MediaConnection } from './lesson-media.js';
export { Lesson, type LessonCard, type LessonPerson } from './lesson.model.js';
export { lessonIdOf, lessonRoutes } from './lesson.routes.js';
export { LessonService } from './lesson.service.js';
export { timetableRoutes } from './timetable.routes.js';
export { TimetableService } from './timetable.service.js';
