export { default as EnrolmentPanel } from './EnrolmentPanel.vue';
export { default as MyCourses } from './MyCourses.vue';
export { useCalendarFile } from './use-calendar-file.js';
