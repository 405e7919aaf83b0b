export { Category, Course } from './course.model.js';
export { Enrolment, type EnrolmentState } from './enrolment.model.js';
