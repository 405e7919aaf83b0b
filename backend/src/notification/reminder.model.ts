import type { CourseId, LessonId } from '@seodang/contracts/ids';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';
import type { NoticeLesson, ReminderKind } from './notice.rules.js';

/** A lesson whose people are to be reminded now. */
export interface DueLesson {
  readonly id: LessonId;
  readonly courseId: CourseId;
  readonly startsAt: Date;
}

/** Starts that lie in a stretch of time, both ends included. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date;
}

/** What a round gives everybody of a lesson. */
export interface Round {
  readonly kind: ReminderKind;
  readonly lesson: DueLesson;
  readonly occasion: string;
  readonly dueAt: Date;
  readonly expiresAt: Date;
  readonly now: Date;
}

/**
 * Lessons are the schedule of reminders: there is no row to make, to move or to take away when a lesson is planned years
 * ahead. When the time has come a round is noted and everybody gets their notice, in one transaction.
 *
 * @see docs/adr/0021-reminders.md
 */
export class ReminderSchedule {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  /** Counts a change of a lesson that calendars show. */
  async countChange(tx: Tx, lessonId: LessonId): Promise<void> {
    await this.#db.query('UPDATE lessons SET revision = revision + 1 WHERE id = :lessonId', {
      replacements: { lessonId },
      transaction: tx,
      type: QueryTypes.UPDATE,
    });
  }

  /** Counts a change, and notes that a lesson stands where it stands since now. */
  async noteChange(
    tx: Tx,
    lessonId: LessonId,
    now: Date,
  ): Promise<{ revision: number; durationMin: number }> {
    const options = { replacements: { lessonId, now }, transaction: tx };
    await this.#db.query(
      'UPDATE lessons SET revision = revision + 1, planned_at = :now WHERE id = :lessonId',
      {
        ...options,
        type: QueryTypes.UPDATE,
      },
    );
    const [row] = await this.#db.query<{ revision: number; durationMin: number }>(
      'SELECT revision, duration_min AS durationMin FROM lessons WHERE id = :lessonId',
      { ...options, type: QueryTypes.SELECT },
    );
    if (!row) throw new Error(`there is no lesson ${lessonId}`);
    return row;
  }

  /** Lessons that start in the stretch and have had no round of this kind, unless they were planned after it was due. */
  listDue(kind: ReminderKind, starts: Stretch, leadMin: number, limit: number): Promise<DueLesson[]> {
    return this.#db.query<DueLesson>(
      `SELECT l.id, l.course_id AS courseId, l.starts_at AS startsAt
         FROM lessons l
         LEFT JOIN reminder_rounds r ON r.lesson_id = l.id AND r.kind = :kind AND r.starts_at = l.starts_at
        WHERE l.state IN ('scheduled', 'live') AND l.starts_at BETWEEN :from AND :to AND r.lesson_id IS NULL
          AND COALESCE(l.planned_at, l.created_at) <= l.starts_at - INTERVAL :leadMin MINUTE
        ORDER BY l.starts_at LIMIT :limit`,
      { replacements: { kind, leadMin, limit, ...starts }, type: QueryTypes.SELECT },
    );
  }

  /**
   * Notes a round and gives everybody their notice: the instructor, and who had a seat when it was due.
   *
   * @returns false when another worker was first, or the lesson does not start then any more.
   */
  async raise(tx: Tx, round: Round): Promise<boolean> {
    const { lesson, ...rest } = round;
    const replacements = {
      ...rest,
      lessonId: lesson.id,
      courseId: lesson.courseId,
      startsAt: lesson.startsAt,
    };
    const [locked] = await this.#db.query<{ id: string }>(
      `SELECT id FROM lessons WHERE id = :lessonId AND starts_at = :startsAt AND state IN ('scheduled', 'live') FOR UPDATE`,
      { replacements, transaction: tx, type: QueryTypes.SELECT },
    );
    if (!locked) return false;
    const [, added] = await this.#db.query(
      `INSERT IGNORE INTO reminder_rounds (lesson_id, kind, starts_at, raised_at)
       VALUES (:lessonId, :kind, :startsAt, :now)`,
      { replacements, transaction: tx, type: QueryTypes.INSERT },
    );
    if (added !== 1) return false;
    await this.#db.query(
      `INSERT IGNORE INTO notices (kind, user_id, course_id, lesson_id, occasion, due_at, expires_at, created_at)
       SELECT :kind, u.id, :courseId, :lessonId, :occasion, :dueAt, :expiresAt, :now
         FROM (SELECT instructor_id AS user_id FROM courses WHERE id = :courseId
               UNION SELECT user_id FROM enrolments
                      WHERE course_id = :courseId AND state = 'enrolled' AND since <= :dueAt) people
         JOIN users u ON u.id = people.user_id
        WHERE u.wants_reminders AND u.suspended_at IS NULL`,
      { replacements, transaction: tx, type: QueryTypes.INSERT },
    );
    return true;
  }

  /** When lessons start in the stretch; each instant once. */
  async listStarts(starts: Stretch, limit: number): Promise<Date[]> {
    const rows = await this.#db.query<{ startsAt: Date }>(
      `SELECT DISTINCT starts_at AS startsAt FROM lessons
        WHERE state = 'scheduled' AND starts_at BETWEEN :from AND :to ORDER BY starts_at LIMIT :limit`,
      { replacements: { ...starts, limit }, type: QueryTypes.SELECT },
    );
    return rows.map(({ startsAt }) => startsAt);
  }

  /** Lessons of a course that are still to come, by start. */
  listComing(courseId: CourseId, now: Date, limit: number): Promise<NoticeLesson[]> {
    return this.#db.query<NoticeLesson>(
      `SELECT id, title, starts_at AS startsAt, duration_min AS durationMin, time_zone AS timeZone, state,
              cancel_reason AS cancelReason, revision
         FROM lessons WHERE course_id = :courseId AND state = 'scheduled' AND starts_at > :now
        ORDER BY starts_at LIMIT :limit`,
      { replacements: { courseId, now, limit }, type: QueryTypes.SELECT },
    );
  }

  async findRevision(lessonId: LessonId): Promise<number> {
    const [row] = await this.#db.query<{ revision: number }>(
      'SELECT revision FROM lessons WHERE id = :lessonId',
      {
        replacements: { lessonId },
        type: QueryTypes.SELECT,
      },
    );
    return row?.revision ?? 0;
  }

  /** What the clock of the database shows: the one clock that reminders go by. */
  async now(): Promise<Date> {
    const [row] = await this.#db.query<{ now: Date }>('SELECT NOW(3) AS now', { type: QueryTypes.SELECT });
    return row?.now ?? new Date();
  }
}
