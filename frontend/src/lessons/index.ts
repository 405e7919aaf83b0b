export { default as CourseCover } from './CourseCover.vue';
export { useLesson } from './use-lessons.js';
export { useLessonWords } from './use-lesson-words.js';
