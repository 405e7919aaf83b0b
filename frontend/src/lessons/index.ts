export { entranceOpen, refreshMs } from './lesson.rules.js';
export { useLesson, useStartLesson } from './use-lessons.js';
export { useLessonWords } from './use-lesson-words.js';
export { default as CourseCover } from './CourseCover.vue';
export { default as FeaturedLesson } from './FeaturedLesson.vue';
export { default as LessonActionButton } from './LessonActionButton.vue';
export { default as LessonDays } from './LessonDays.vue';
export { default as LessonsSkeleton } from './LessonsSkeleton.vue';
export { default as LiveMark } from './LiveMark.vue';
