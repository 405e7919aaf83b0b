export { useLesson } from './use-lessons.js';
export { useLessonWords } from './use-lesson-words.js';
