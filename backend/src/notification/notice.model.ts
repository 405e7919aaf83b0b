import type { EnrolmentState } from '@seodang/contracts/enrolment';
import type { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import type { Language } from '@seodang/contracts/identity';
import type { LessonState } from '@seodang/contracts/lesson-state';
import { QueryTypes, Transaction, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';
import type { Known, Notice, NoticeKind, NoticeLesson } from './notice.rules.js';

/** How long a worker may take from a claim to the last byte of a mail; then the notice is anybody's again. */
const LEASE_SEC = 30;
/** How long the mail server may take to answer; then nobody will ever know, and nobody sends again. */
const ANSWER_LEASE_SEC = 20;
const RECOVERED_AT_ONCE = 500;

export type SettledState = 'sent' | 'unsure' | 'failed' | 'dropped';

export interface NewNotice {
  readonly kind: NoticeKind;
  readonly userId: UserId;
  readonly courseId: CourseId;
  readonly occasion: string;
  readonly dueAt: Date;
  readonly expiresAt: Date;
}

/** A change of a lesson: what its people knew, and when they are to be told. */
export interface LessonChange {
  readonly lessonId: LessonId;
  readonly courseId: CourseId;
  readonly known: Known;
  readonly revision: number;
  readonly now: Date;
  readonly dueAt: Date;
  readonly expiresAt: Date;
}

/** Leave to send the last byte of a mail. */
export interface Leave {
  /** Notes that it goes. Begun in the same instant as the byte itself, so that a kill falls before both or after both. */
  take(): Promise<void>;
  giveBack(): Promise<void>;
}

export interface NoticeBacklog {
  readonly state: string;
  readonly rows: number;
  readonly oldestAgeSec: number | null;
}

interface Row {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly occasion: string;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly expiresAt: Date;
  readonly knownStartsAt: Date | null;
  readonly knownDurationMin: number | null;
  readonly knownState: Known['state'] | null;
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly wantsReminders: number;
  readonly suspendedAt: Date | null;
  readonly seatState: EnrolmentState | null;
  readonly seatSince: Date | null;
  readonly courseId: CourseId;
  readonly courseTitle: string;
  readonly instructorId: UserId;
  readonly instructorName: string;
  readonly lessonId: LessonId | null;
  readonly title: string;
  readonly startsAt: Date;
  readonly durationMin: number;
  readonly lessonTimeZone: string;
  readonly lessonState: LessonState;
  readonly cancelReason: string;
  readonly revision: number;
}

const DETAILS = `
  SELECT n.id, n.kind, n.occasion, n.attempts, n.due_at AS dueAt, n.expires_at AS expiresAt,
         n.known_starts_at AS knownStartsAt, n.known_duration_min AS knownDurationMin, n.known_state AS knownState,
         u.id AS userId, u.email, u.name, u.language, u.time_zone AS timeZone, u.wants_reminders AS wantsReminders,
         u.suspended_at AS suspendedAt, e.state AS seatState, e.since AS seatSince,
         c.id AS courseId, c.title AS courseTitle, i.id AS instructorId, i.name AS instructorName,
         l.id AS lessonId, l.title, l.starts_at AS startsAt, l.duration_min AS durationMin,
         l.time_zone AS lessonTimeZone, l.state AS lessonState, l.cancel_reason AS cancelReason, l.revision
    FROM notices n
    JOIN users u ON u.id = n.user_id
    JOIN courses c ON c.id = n.course_id
    JOIN users i ON i.id = c.instructor_id
    LEFT JOIN enrolments e ON e.user_id = n.user_id AND e.course_id = n.course_id
    LEFT JOIN lessons l ON l.id = n.lesson_id`;

/**
 * Mails to people, each once. A notice is `due`, `claimed` by a worker for the length of a lease, `handed` from the moment
 * before the last byte of the mail goes out, and then settled. Raw SQL: Sequelize drops SKIP LOCKED.
 */
export class NoticeBook {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  /** Adds a notice; one with the same occasion is there once. */
  async add(tx: Tx, notice: NewNotice): Promise<void> {
    await this.#db.query(
      `INSERT INTO notices (kind, user_id, course_id, occasion, due_at, expires_at, created_at)
       VALUES (:kind, :userId, :courseId, :occasion, :dueAt, :expiresAt, :dueAt) ON DUPLICATE KEY UPDATE id = id`,
      { replacements: { ...notice }, transaction: tx, type: QueryTypes.INSERT },
    );
  }

  /**
   * Tells everybody with a seat of a change, later. Whoever was not told of the one before yet is told of both together.
   * A notice that is just being sent says what was known before this change, and another one follows it.
   */
  async addChange(tx: Tx, { known, ...change }: LessonChange): Promise<void> {
    const replacements = { ...change, ...known, occasion: `${change.lessonId} r${change.revision}` };
    await this.#db.query(
      `UPDATE notices SET due_at = :dueAt, expires_at = :expiresAt
       WHERE lesson_id = :lessonId AND kind = 'lesson-changed' AND state = 'due'`,
      { replacements, transaction: tx, type: QueryTypes.UPDATE },
    );
    await this.#db.query(
      `INSERT INTO notices (kind, user_id, course_id, lesson_id, occasion, known_starts_at, known_duration_min, known_state,
                            due_at, expires_at, created_at)
       SELECT 'lesson-changed', e.user_id, e.course_id, :lessonId, :occasion, :startsAt, :durationMin, :state,
              :dueAt, :expiresAt, :now
         FROM enrolments e
        WHERE e.course_id = :courseId AND e.state = 'enrolled' AND NOT EXISTS (
                SELECT 1 FROM notices n WHERE n.user_id = e.user_id AND n.lesson_id = :lessonId
                   AND n.kind = 'lesson-changed' AND n.state = 'due')
       ON DUPLICATE KEY UPDATE notices.id = notices.id`,
      { replacements, transaction: tx, type: QueryTypes.INSERT },
    );
  }

  /** Claims what is due and no other worker holds, the oldest first, with all that is true about it at this moment. */
  async claim(tx: Tx, { claim, now, limit }: { claim: string; now: Date; limit: number }): Promise<Notice[]> {
    const due = await this.#db.query<{ id: string }>(
      `SELECT id FROM notices WHERE state = 'due' AND due_at <= :now ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED`,
      { replacements: { now, limit }, transaction: tx, type: QueryTypes.SELECT },
    );
    if (due.length === 0) return [];
    const replacements = { ids: due.map(({ id }) => id), claim };
    await this.#db.query(
      `UPDATE notices SET state = 'claimed', claim = :claim, attempts = attempts + 1,
              lease_until = NOW(3) + INTERVAL ${LEASE_SEC} SECOND WHERE id IN (:ids)`,
      { replacements, transaction: tx, type: QueryTypes.UPDATE },
    );
    const rows = await this.#db.query<Row>(`${DETAILS} WHERE n.id IN (:ids) ORDER BY n.due_at, n.id`, {
      replacements,
      transaction: tx,
      type: QueryTypes.SELECT,
    });
    return rows.map(toNotice);
  }

  /**
   * Asks for leave to send the last byte of a mail; of several workers that think a notice is theirs, one gets it. The row is
   * locked until the leave is taken or given back, and as it was when the process dies before.
   *
   * @returns null when the lease is over: somebody else sends it, or has sent it.
   */
  async hand(id: string, claim: string): Promise<Leave | null> {
    const tx = await this.#db.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED });
    try {
      const [, changed] = await this.#db.query(
        `UPDATE notices SET state = 'handed', lease_until = NOW(3) + INTERVAL ${ANSWER_LEASE_SEC} SECOND
         WHERE id = :id AND claim = :claim AND state = 'claimed' AND lease_until > NOW(3)`,
        { replacements: { id, claim }, type: QueryTypes.UPDATE, transaction: tx },
      );
      if (changed === 1) return { take: () => tx.commit(), giveBack: () => tx.rollback() };
      await tx.rollback();
      return null;
    } catch (error) {
      await tx.rollback().catch(() => undefined);
      throw error;
    }
  }

  /** Settles a notice of one's own. */
  async settle(id: string, claim: string, end: { state: SettledState; failure?: string }): Promise<void> {
    const { state, failure = null } = end;
    await this.#db.query(
      `UPDATE notices SET state = :state, settled_at = NOW(3), failure = :failure, lease_until = NULL
       WHERE id = :id AND claim = :claim AND state IN ('claimed', 'handed', 'unsure')`,
      {
        replacements: { id, claim, state, failure: failure?.slice(0, 500) ?? null },
        type: QueryTypes.UPDATE,
      },
    );
  }

  /** Gives a notice back that was surely not sent; it is due again later. */
  async postpone(id: string, claim: string, next: { at: Date; failure: string }): Promise<void> {
    await this.#db.query(
      `UPDATE notices SET state = 'due', claim = NULL, lease_until = NULL, due_at = :at, failure = :failure
       WHERE id = :id AND claim = :claim AND state IN ('claimed', 'handed')`,
      {
        replacements: { id, claim, at: next.at, failure: next.failure.slice(0, 500) },
        type: QueryTypes.UPDATE,
      },
    );
  }

  /** Takes back what workers held that died: unsent it is due again; with the last byte on its way it stays unsure. */
  async recover(tx: Tx): Promise<{ due: number; unsure: number }> {
    const lost = await this.#db.query<{ id: string; state: 'claimed' | 'handed' }>(
      `SELECT id, state FROM notices WHERE state IN ('claimed', 'handed') AND lease_until < NOW(3)
       LIMIT ${RECOVERED_AT_ONCE} FOR UPDATE SKIP LOCKED`,
      { type: QueryTypes.SELECT, transaction: tx },
    );
    const update = async (held: 'claimed' | 'handed', set: string) => {
      const ids = lost.filter(({ state }) => state === held).map(({ id }) => id);
      if (ids.length === 0) return 0;
      const options = { replacements: { ids }, type: QueryTypes.UPDATE as const, transaction: tx };
      await this.#db.query(`UPDATE notices SET ${set} WHERE id IN (:ids)`, options);
      return ids.length;
    };
    const due = await update('claimed', "state = 'due', claim = NULL, lease_until = NULL");
    const gone = 'the worker died, or the mail server never answered';
    const unsure = await update('handed', `state = 'unsure', settled_at = NOW(3), failure = '${gone}'`);
    await this.#mergeChanges(tx);
    return { due, unsure };
  }

  /** A change that could not be told, and came back, tells those after it as well. */
  async #mergeChanges(tx: Tx): Promise<void> {
    await this.#db.query(
      `DELETE later FROM notices earlier
         JOIN notices later ON later.lesson_id = earlier.lesson_id AND later.kind = 'lesson-changed'
          AND later.state = 'due' AND later.user_id = earlier.user_id AND later.id > earlier.id
        WHERE earlier.kind = 'lesson-changed' AND earlier.state = 'due' AND earlier.attempts > 0`,
      { transaction: tx },
    );
  }

  /** What waits or failed: how many, and for how long the first has been due. */
  countOpen(): Promise<NoticeBacklog[]> {
    return this.#db.query<NoticeBacklog>(
      `SELECT state, COUNT(*) AS \`rows\`, TIMESTAMPDIFF(MICROSECOND, MIN(due_at), NOW(3)) / 1e6 AS oldestAgeSec
         FROM notices WHERE state IN ('due', 'claimed', 'handed', 'failed', 'unsure') GROUP BY state`,
      { type: QueryTypes.SELECT },
    );
  }

  /** Forgets what was settled long ago: it says who was in which lesson. */
  async forgetSettledBefore(before: Date, limit: number): Promise<void> {
    await this.#db.query(
      `DELETE FROM notices WHERE state IN ('sent', 'unsure', 'failed', 'dropped') AND due_at < :before LIMIT :limit`,
      { replacements: { before, limit } },
    );
  }
}

function toNotice(row: Row): Notice {
  const { id, kind, occasion, attempts, dueAt, expiresAt } = row;
  return {
    ...{ id, kind, occasion, attempts, dueAt, expiresAt },
    known:
      row.knownStartsAt && row.knownDurationMin !== null && row.knownState
        ? { startsAt: row.knownStartsAt, durationMin: row.knownDurationMin, state: row.knownState }
        : null,
    person: {
      ...{ id: row.userId, email: row.email, name: row.name, language: row.language, timeZone: row.timeZone },
      wantsReminders: Boolean(row.wantsReminders),
      isSuspended: row.suspendedAt !== null,
      part: row.userId === row.instructorId ? 'instructor' : 'student',
      seat: row.seatState && row.seatSince ? { state: row.seatState, since: row.seatSince } : null,
    },
    course: { id: row.courseId, title: row.courseTitle, instructorName: row.instructorName },
    lesson: toLesson(row),
  };
}

function toLesson(row: Row): NoticeLesson | null {
  const { lessonId, title, startsAt, durationMin, lessonTimeZone, lessonState, cancelReason, revision } = row;
  if (!lessonId) return null;
  const rest = { title, startsAt, durationMin, cancelReason, revision };
  return { id: lessonId, timeZone: lessonTimeZone, state: lessonState, ...rest };
}
