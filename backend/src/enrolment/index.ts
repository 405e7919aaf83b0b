export type { EnrolmentEvent, EnrolmentListener } from './enrolment-event.js';
export { EnrolmentDirectory } from './enrolment-directory.js';
export { Enrolment, type EnrolmentState } from './enrolment.model.js';
export { enrolmentRoutes } from './enrolment.routes.js';
export { EnrolmentService } from './enrolment.service.js';
