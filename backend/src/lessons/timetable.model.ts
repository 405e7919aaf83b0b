import type { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import { QueryTypes } from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { Lesson } from './lesson.model.js';

/** The longest lesson that can be scheduled: no earlier one reaches into a later one's time. */
const LONGEST_MIN = 480;

export interface Slot {
  readonly instructorId: UserId;
  readonly startsAt: Date;
  readonly durationMin: number;
  /** The lesson that is to take the slot; it is not in its own way. */
  readonly lessonId: LessonId;
}

export interface Clash {
  readonly lessonId: LessonId;
  readonly title: string;
  readonly startsAt: Date;
  readonly durationMin: number;
}

/** The query that finds a clash; also explained by a test. */
export const CLASH_SQL = `
  SELECT l.id AS lessonId, l.title, l.starts_at AS startsAt, l.duration_min AS durationMin
  FROM courses c STRAIGHT_JOIN lessons l ON l.course_id = c.id
  WHERE c.instructor_id = :instructorId AND l.state IN ('scheduled', 'live')
    AND l.starts_at < :endsAt AND l.starts_at > :startsAt - INTERVAL ${LONGEST_MIN} MINUTE
    AND l.starts_at + INTERVAL l.duration_min MINUTE > :startsAt AND l.id <> :lessonId
  ORDER BY l.starts_at, l.id LIMIT 1`;

/** What lessons of one instructor there are at what time. */
export const Timetable = {
  /**
   * Finds another lesson of the instructor that is live or planned within the slot; one that ends as the slot begins is
   * not in the way. Until the transaction ends nobody else changes this instructor's timetable.
   */
  async findClash({ instructorId, startsAt, durationMin, lessonId }: Slot, tx: Tx): Promise<Clash | null> {
    const db = databaseOf(Lesson);
    await db.query('SELECT id FROM users WHERE id = :instructorId FOR UPDATE', {
      replacements: { instructorId },
      transaction: tx,
    });
    const endsAt = new Date(startsAt.getTime() + durationMin * 60_000);
    const [clash] = await db.query<Clash>(CLASH_SQL, {
      replacements: { instructorId, startsAt, endsAt, lessonId },
      type: QueryTypes.SELECT,
      transaction: tx,
    });
    return clash ?? null;
  },

  /** The lesson, kept from changing until the transaction ends. */
  lock(lessonId: LessonId, tx: Tx): Promise<Lesson | null> {
    return Lesson.findByPk(lessonId, { transaction: tx, lock: tx.LOCK.UPDATE });
  },

  /** Whether a lesson of the course is live or took place. */
  async hasTakenPlace(courseId: CourseId, tx: Tx): Promise<boolean> {
    return (await Lesson.count({ where: { courseId, state: ['live', 'ended'] }, transaction: tx })) > 0;
  },

  listOf(courseId: CourseId, tx: Tx): Promise<Lesson[]> {
    return Lesson.findAll({ where: { courseId }, transaction: tx, lock: tx.LOCK.UPDATE });
  },

  async remove(courseId: CourseId, tx: Tx): Promise<void> {
    await Lesson.destroy({ where: { courseId }, transaction: tx });
  },
};
