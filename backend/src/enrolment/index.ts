export { Enrolment, type EnrolmentState } from './enrolment.model.js';
