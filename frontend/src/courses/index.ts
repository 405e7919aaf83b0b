export { useCategories } from './use-courses.js';
