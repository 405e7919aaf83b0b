export { attendanceApi } from './attendance.api.js';
export { useLengthText } from './use-length-text.js';
