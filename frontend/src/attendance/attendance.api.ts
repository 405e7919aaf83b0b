import { AttendanceView } from '@seodang/contracts/attendance';
import { http } from '../shared/http.js';

export const attendanceApi = {
  of: (lessonId: string, signal: AbortSignal) =>
    http.get(`/lessons/${encodeURIComponent(lessonId)}/attendance`, AttendanceView, { signal }),
};
