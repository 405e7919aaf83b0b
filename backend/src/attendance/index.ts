export { AttendanceSpan } from './attendance-span.model.js';
export { toIntervals, type LessonTime } from './attendance.rules.js';
export { attendanceRoutes } from './attendance.routes.js';
export { AttendanceService } from './attendance.service.js';
export { Beats } from './beats.js';
export { PresenceGate } from './presence-gate.js';
