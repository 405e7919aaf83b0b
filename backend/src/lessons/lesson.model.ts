import type { Speaking } from '@seodang/contracts/courses';
import type { CourseId, LessonId, RecordingId, UserId } from '@seodang/contracts/ids';
import type { LessonState } from '@seodang/contracts/lesson-state';
import type { LessonPart } from '@seodang/contracts/lessons';
import type { RecordingStopReason } from '@seodang/contracts/live/lesson-events';
import { RECORDING_CONSENT_VERSION } from '@seodang/contracts/recording-consent';
import {
  DataTypes,
  Model,
  QueryTypes,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { firstReplayOf } from '../courses/index.js';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { LATE_START_MIN } from './lessons.rules.js';

/** A lesson with all that its card shows, in one row. */
export interface LessonCard {
  readonly id: LessonId;
  readonly title: string;
  readonly startsAt: Date;
  readonly durationMin: number;
  readonly timeZone: string;
  readonly state: LessonState;
  readonly cancelReason: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly courseId: CourseId;
  readonly courseTitle: string;
  readonly courseLanguage: 'ko' | 'en';
  readonly coverGlyph: string;
  readonly coverFrom: string;
  readonly coverTo: string;
  readonly coverImage: string | null;
  readonly speaking: Speaking;
  /** What the instructor decided about the asking person, as MariaDB tells a boolean; null when nothing. */
  readonly decided: 0 | 1 | null;
  /** When the instructor removed the asking person, unless they may come back. */
  readonly removedAt: Date | null;
  /** As it stood when the lesson began; before that as its course says now. */
  readonly isRecorded: 0 | 1;
  /** What the asking person said last about the text of `RECORDING_CONSENT_VERSION`. */
  readonly agrees: 0 | 1 | null;
  readonly replayId: RecordingId | null;
  readonly categoryId: string;
  readonly categoryNameKo: string;
  readonly categoryNameEn: string;
  readonly instructorId: UserId;
  readonly instructorName: string;
}

export type SnapshotRow = Pick<
  LessonCard,
  'state' | 'startsAt' | 'durationMin' | 'startedAt' | 'endedAt' | 'cancelReason'
> & {
  readonly lessonId: LessonId;
  readonly seq: number;
  /** Of the recording that runs. */
  readonly recordingId: RecordingId | null;
  readonly recordingStartedAt: Date | null;
  /** Of the one that ended last. */
  readonly endedRecordingId: RecordingId | null;
  /** Null when it failed. */
  readonly endedReason: RecordingStopReason | null;
};

export interface LessonPerson {
  readonly userId: UserId;
  readonly name: string;
  readonly part: LessonPart;
}

/** Where a page of "my lessons" ended. */
export interface LessonPlace {
  readonly live: boolean;
  readonly startsAt: Date;
  readonly id: string;
}

export interface MyLessonsSelection {
  readonly userId: UserId;
  readonly when: 'now' | 'past';
  /** Both parts when not given. */
  readonly part?: LessonPart | undefined;
  readonly now: Date;
  readonly after: LessonPlace | null;
  readonly limit: number;
}

const CARD = `
  l.id, l.title, l.starts_at AS startsAt, l.duration_min AS durationMin, l.time_zone AS timeZone, l.state,
  l.cancel_reason AS cancelReason, l.started_at AS startedAt, l.ended_at AS endedAt,
  c.id AS courseId, c.title AS courseTitle, c.language AS courseLanguage,
  c.cover_glyph AS coverGlyph, c.cover_from AS coverFrom, c.cover_to AS coverTo, c.cover_image AS coverImage,
  c.speaking, p.may_speak AS decided, p.removed_at AS removedAt,
  COALESCE(l.is_recorded, c.is_recorded) AS isRecorded,
  IF(p.agreed_text = '${RECORDING_CONSENT_VERSION}', p.agrees_to_recording, NULL) AS agrees,
  ${firstReplayOf('l.id')} AS replayId,
  k.id AS categoryId, k.name_ko AS categoryNameKo, k.name_en AS categoryNameEn,
  i.id AS instructorId, i.name AS instructorName`;

const CARD_JOINS = `
  JOIN courses c ON c.id = l.course_id
  JOIN categories k ON k.id = c.category_id
  JOIN users i ON i.id = c.instructor_id
  LEFT JOIN lesson_people p ON p.lesson_id = l.id AND p.user_id = :userId`;

const MY_SEATS = `SELECT course_id FROM enrolments WHERE user_id = :userId AND state = 'enrolled'`;
const MY_TEACHING = `SELECT id AS course_id FROM courses WHERE instructor_id = :userId`;

/** The courses somebody teaches or has a seat in. They lead the plan, so that only their lessons are read. */
const MY_COURSES = {
  student: MY_SEATS,
  instructor: MY_TEACHING,
  both: `${MY_SEATS} UNION ${MY_TEACHING}`,
};

const STILL_POSSIBLE = `l.starts_at > :now - INTERVAL (l.duration_min + ${LATE_START_MIN}) MINUTE`;

const SELECTIONS = {
  now: {
    where: `(l.state = 'live' OR (l.state = 'scheduled' AND ${STILL_POSSIBLE}))`,
    after: `(l.state <> 'live', l.starts_at, l.id) > (:notLive, :startsAt, :id)`,
    order: `l.state <> 'live', l.starts_at, l.id`,
  },
  past: {
    where: `(l.state IN ('ended', 'cancelled') OR (l.state = 'scheduled' AND NOT ${STILL_POSSIBLE}))`,
    after: `(l.starts_at, l.id) < (:startsAt, :id)`,
    order: `l.starts_at DESC, l.id DESC`,
  },
};

/** The query of one page of "my lessons"; also explained by a test. */
export function myLessonsSql({
  when,
  part,
  after,
}: Pick<MyLessonsSelection, 'when' | 'part' | 'after'>): string {
  const selection = SELECTIONS[when];
  return `
    SELECT ${CARD}
    FROM (${MY_COURSES[part ?? 'both']}) mine STRAIGHT_JOIN lessons l ON l.course_id = mine.course_id ${CARD_JOINS}
    WHERE ${selection.where} ${after ? `AND ${selection.after}` : ''}
    ORDER BY ${selection.order} LIMIT :limit`;
}

export class Lesson extends Model<InferAttributes<Lesson>, InferCreationAttributes<Lesson>> {
  declare id: LessonId;
  declare courseId: CourseId;
  declare title: string;
  declare startsAt: Date;
  declare durationMin: number;
  declare timeZone: string;
  declare state: LessonState;
  declare cancelReason: CreationOptional<string>;
  declare startedAt: Date | null;
  declare endedAt: Date | null;
  declare createdAt: Date;

  static initIn(db: Sequelize): void {
    Lesson.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        courseId: DataTypes.CHAR(36),
        title: DataTypes.STRING(120),
        startsAt: DataTypes.DATE(3),
        durationMin: DataTypes.SMALLINT.UNSIGNED,
        timeZone: DataTypes.STRING(64),
        state: DataTypes.ENUM('scheduled', 'live', 'ended', 'cancelled'),
        cancelReason: { type: DataTypes.STRING(500), defaultValue: '' },
        startedAt: DataTypes.DATE(3),
        endedAt: DataTypes.DATE(3),
        createdAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'lessons', underscored: true },
    );
  }

  /** @param userId Who asks; without it nothing is known of what the instructor decided. */
  static async findCard(id: LessonId, userId: UserId | null = null): Promise<LessonCard | null> {
    const [card] = await databaseOf(Lesson).query<LessonCard>(
      `SELECT ${CARD} FROM lessons l ${CARD_JOINS} WHERE l.id = :id`,
      { replacements: { id, userId }, type: QueryTypes.SELECT },
    );
    return card ?? null;
  }

  /** As all events up to its `seq` make it: both are read at one moment. */
  static async findSnapshot(id: LessonId): Promise<SnapshotRow | null> {
    const [row] = await databaseOf(Lesson).query<Omit<SnapshotRow, 'seq'> & { seq: number | null }>(
      `SELECT l.id AS lessonId, p.seq, l.state, l.starts_at AS startsAt,
              l.duration_min AS durationMin, l.started_at AS startedAt, l.ended_at AS endedAt,
              l.cancel_reason AS cancelReason, r.id AS recordingId, r.started_at AS recordingStartedAt,
              e.id AS endedRecordingId,
              IF(e.failure <=> 'not_recorded', NULL, COALESCE(e.stop_reason, e.asked_stop, 'fault')) AS endedReason
         FROM lessons l
         LEFT JOIN outbox_positions p ON p.lesson_id = l.id
         LEFT JOIN recordings r ON r.lesson_id = l.id AND r.purged_at IS NULL AND r.state = 'recording'
         LEFT JOIN recordings e ON e.id = (SELECT x.id FROM recordings x
                                            WHERE x.lesson_id = l.id AND x.purged_at IS NULL AND x.state <> 'recording'
                                            ORDER BY x.started_at DESC, x.id DESC LIMIT 1)
        WHERE l.id = :id ORDER BY r.started_at DESC LIMIT 1`,
      { replacements: { id }, type: QueryTypes.SELECT },
    );
    return row ? { ...row, seq: row.seq ?? 0 } : null;
  }

  static listMine({ userId, when, part, now, after, limit }: MyLessonsSelection): Promise<LessonCard[]> {
    const place = after ? { notLive: after.live ? 0 : 1, startsAt: after.startsAt, id: after.id } : {};
    return databaseOf(Lesson).query<LessonCard>(myLessonsSql({ when, part, after }), {
      replacements: { userId, now, limit, ...place },
      type: QueryTypes.SELECT,
    });
  }

  /** The instructor first, then everybody with a seat, by name. */
  static listPeople(id: LessonId): Promise<LessonPerson[]> {
    return databaseOf(Lesson).query<LessonPerson>(
      `SELECT u.id AS userId, u.name, 'instructor' AS part
         FROM lessons l JOIN courses c ON c.id = l.course_id JOIN users u ON u.id = c.instructor_id WHERE l.id = :id
       UNION ALL
       SELECT u.id, u.name, 'student'
         FROM lessons l JOIN courses c ON c.id = l.course_id
         JOIN enrolments e ON e.course_id = c.id AND e.state = 'enrolled' AND e.user_id <> c.instructor_id
         JOIN users u ON u.id = e.user_id WHERE l.id = :id
       ORDER BY part, name, userId`,
      { replacements: { id }, type: QueryTypes.SELECT },
    );
  }

  /** @param courseId Only of this course. */
  static async listLive(courseId?: CourseId): Promise<LessonId[]> {
    const rows = await databaseOf(Lesson).query<{ id: LessonId }>(
      `SELECT id FROM lessons WHERE state = 'live' ${courseId ? 'AND course_id = :courseId' : ''} ORDER BY id`,
      { replacements: { courseId }, type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  }

  /** Goes from scheduled to live; false when somebody else was first or the lesson is in another state. */
  static async markLive(id: LessonId, startedAt: Date, tx?: Tx): Promise<boolean> {
    const [, changed] = await databaseOf(Lesson).query(
      `UPDATE lessons l JOIN courses c ON c.id = l.course_id
          SET l.state = 'live', l.started_at = :startedAt, l.is_recorded = c.is_recorded
        WHERE l.id = :id AND l.state = 'scheduled'`,
      { replacements: { id, startedAt }, type: QueryTypes.UPDATE, transaction: tx ?? null },
    );
    return changed === 1;
  }

  /** Goes from live to ended; false when somebody else was first or the lesson is in another state. */
  static async markEnded(id: LessonId, endedAt: Date, tx?: Tx): Promise<boolean> {
    const [changed] = await Lesson.update(
      { state: 'ended', endedAt },
      { where: { id, state: 'live' }, transaction: tx ?? null },
    );
    return changed === 1;
  }
}
