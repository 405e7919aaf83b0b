import type { Sequelize } from 'sequelize';
import { Attachment } from '../attachments/index.js';
import { AttendanceSpan } from '../attendance/index.js';
import { Consent } from '../consent/index.js';
import { Category, Course, CourseCover } from '../courses/index.js';
import { Enrolment } from '../enrolment/index.js';
import { RefreshToken, SignIn, User, UserRole } from '../identity/index.js';
import { Lesson, LessonPersonRow } from '../lessons/index.js';
import { MediaConnection } from '../media/index.js';
import { Room } from '../rooms/index.js';

interface Table {
  initIn(db: Sequelize): void;
}

const TABLES: readonly Table[] = [
  User,
  UserRole,
  SignIn,
  RefreshToken,
  Category,
  Course,
  CourseCover,
  Enrolment,
  Lesson,
  LessonPersonRow,
  Consent,
  MediaConnection,
  AttendanceSpan,
  Room,
  Attachment,
];

/** Ties every model class to a database; a second call ties them to another one. */
export function initModels(db: Sequelize): void {
  for (const table of TABLES) table.initIn(db);
}
