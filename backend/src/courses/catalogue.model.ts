import type { CoursesQuery, CourseState, Level, Speaking } from '@seodang/contracts/courses';
import type { EnrolmentState } from '@seodang/contracts/enrolment';
import type { CourseId, LessonId, RecordingId, UserId } from '@seodang/contracts/ids';
import type { Language } from '@seodang/contracts/identity';
import type { LessonState } from '@seodang/contracts/lesson-state';
import { QueryTypes } from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { CoverColumns } from './cover.view.js';
import { Course } from './course.model.js';
import { firstReplayOf } from './first-replay.js';

/** A course with all that its card shows, in one row; `my…` is what the asking user has here. */
export interface CourseRow extends CoverColumns {
  readonly id: CourseId;
  readonly title: string;
  readonly description: string;
  readonly language: Language;
  readonly level: Level;
  readonly state: CourseState;
  readonly speaking: Speaking;
  readonly isRecorded: 0 | 1;
  readonly capacity: number;
  readonly taken: number;
  readonly waiting: number;
  readonly createdAt: Date;
  readonly categoryId: string;
  readonly categoryNameKo: string;
  readonly categoryNameEn: string;
  readonly instructorId: UserId;
  readonly instructorName: string;
  readonly nextId: LessonId | null;
  readonly nextStartsAt: Date | null;
  readonly nextDurationMin: number | null;
  readonly nextTimeZone: string | null;
  readonly nextState: LessonState | null;
  readonly myState: EnrolmentState | null;
  readonly mySince: Date | null;
  readonly myPosition: number | null;
}

export interface CurriculumRow {
  readonly id: LessonId;
  readonly title: string;
  readonly startsAt: Date;
  readonly durationMin: number;
  readonly timeZone: string;
  readonly state: LessonState;
  readonly cancelReason: string;
  readonly replayId: RecordingId | null;
}

export interface CategoryRow {
  readonly id: string;
  readonly nameKo: string;
  readonly nameEn: string;
  readonly courses: number;
}

/** Which courses are wanted; null is no wish. */
export interface CourseFilter {
  readonly category: string | null;
  readonly language: Language | null;
  readonly level: Level | null;
  readonly seats: 'open' | null;
  /** Only those where this user has a seat or waits for one. */
  readonly enrolled: 'mine' | null;
  /** Who asks; null for visitors. */
  readonly userId: UserId | null;
  /** Each has to be found somewhere. */
  readonly words: readonly string[];
}

/** Where a page ended. `by` is the start of the next lesson (null: none) or the time of making, as the page was sorted. */
export interface CoursePlace {
  readonly by: Date | null;
  readonly id: string;
}

export interface CourseSelection extends CourseFilter {
  readonly sort: CoursesQuery['sort'];
  /** What counts as next is seen from here. */
  readonly now: Date;
  readonly after: CoursePlace | null;
  readonly limit: number;
}

/** The end of the last day that a DATETIME can hold: later than any lesson. */
const NEVER = new Date('9999-12-31T00:00:00Z');
const LONGEST_CURRICULUM = 1000;
/** No lesson takes longer, so an older start needs no look at its length. */
const LONGEST_LESSON_MIN = 480;

const CARD = `
  c.id, c.title, c.language, c.level, c.state, c.speaking, c.is_recorded AS isRecorded, c.capacity, c.created_at AS createdAt,
  c.cover_glyph AS coverGlyph, c.cover_from AS coverFrom, c.cover_to AS coverTo, c.cover_image AS coverImage,
  c.seats_taken AS taken, c.waiting_count AS waiting,
  k.id AS categoryId, k.name_ko AS categoryNameKo, k.name_en AS categoryNameEn,
  i.id AS instructorId, i.name AS instructorName,
  n.id AS nextId, n.starts_at AS nextStartsAt, n.duration_min AS nextDurationMin, n.time_zone AS nextTimeZone,
  n.state AS nextState,
  e.state AS myState, e.since AS mySince,
  IF(e.queue_no IS NULL, NULL, (
    SELECT COUNT(*) FROM enrolments q WHERE q.course_id = e.course_id AND q.queue_no <= e.queue_no)) AS myPosition`;

/** By its course: the optimizer would sometimes rather read every lesson that is live. */
const LESSONS = 'lessons l FORCE INDEX (lessons_course_state)';

/** The lesson that is live, or else the first that is planned and not over yet. */
const NEXT_LESSON = `COALESCE(
  (SELECT l.id FROM ${LESSONS} WHERE l.course_id = c.id AND l.state = 'live' ORDER BY l.starts_at LIMIT 1),
  (SELECT l.id FROM ${LESSONS} WHERE l.course_id = c.id AND l.state = 'scheduled'
     AND l.starts_at > :now - INTERVAL ${LONGEST_LESSON_MIN} MINUTE
     AND l.starts_at > :now - INTERVAL l.duration_min MINUTE
   ORDER BY l.starts_at LIMIT 1))`;

/** The course leads the plan: everything else hangs on it by a key. */
const COURSES = 'courses c LEFT JOIN enrolments e ON e.course_id = c.id AND e.user_id = :userId';
/** What somebody is in leads the plan instead. */
const MINE = 'enrolments e STRAIGHT_JOIN courses c ON c.id = e.course_id';

const CARD_JOINS = `
  STRAIGHT_JOIN categories k ON k.id = c.category_id
  STRAIGHT_JOIN users i ON i.id = c.instructor_id
  LEFT JOIN lessons n ON n.id = ${NEXT_LESSON}`;

function sourceOf({ enrolled }: Pick<CourseFilter, 'enrolled'>): string {
  return enrolled === null ? COURSES : MINE;
}

const BY = { soonest: 'IFNULL(n.starts_at, :never)', newest: 'c.created_at' };

const SORTS = {
  soonest: { after: `(${BY.soonest}, c.id) > (:by, :id)`, order: `${BY.soonest}, c.id` },
  newest: { after: `(${BY.newest}, c.id) < (:by, :id)`, order: `${BY.newest} DESC, c.id DESC` },
};

const MATCHES_WORD = (nth: number) =>
  `(c.title LIKE :word${nth} OR c.description LIKE :word${nth} OR i.name LIKE :word${nth})`;

function whereOf({ category, language, level, seats, enrolled, words }: CourseFilter): string {
  return [
    "c.state = 'published'",
    ...(category === null ? [] : ['c.category_id = :category']),
    ...(language === null ? [] : ['c.language = :language']),
    ...(level === null ? [] : ['c.level = :level']),
    ...(seats === null ? [] : ['c.seats_taken < c.capacity']),
    ...(enrolled === null ? [] : ["e.user_id = :userId AND e.state IN ('enrolled', 'waiting')"]),
    ...words.map((_, nth) => MATCHES_WORD(nth)),
  ].join(' AND ');
}

function valuesOf({ words, category, language, level, userId }: CourseFilter) {
  const patterns = words.map((word, nth) => [`word${nth}`, `%${word.replace(/[\\%_]/g, '\\$&')}%`] as const);
  return { category, language, level, userId, ...Object.fromEntries(patterns) };
}

/** What visitors find, what a course's page shows, and what an instructor has. */
export const Catalogue = {
  listCategories(): Promise<CategoryRow[]> {
    return select<CategoryRow>(
      `SELECT k.id, k.name_ko AS nameKo, k.name_en AS nameEn,
              (SELECT COUNT(*) FROM courses c WHERE c.category_id = k.id AND c.state = 'published') AS courses
       FROM categories k ORDER BY k.position, k.id`,
      {},
    );
  },

  /** A page of what is published and matches. */
  list(selection: CourseSelection): Promise<CourseRow[]> {
    const { sort, now, after, limit } = selection;
    const { order, after: behind } = SORTS[sort];
    return select<CourseRow>(
      `SELECT ${CARD} FROM ${sourceOf(selection)} ${CARD_JOINS}
       WHERE ${whereOf(selection)} ${after ? `AND ${behind}` : ''} ORDER BY ${order} LIMIT :limit`,
      {
        ...valuesOf(selection),
        now,
        limit,
        never: NEVER,
        by: after?.by ?? NEVER,
        id: after?.id ?? '',
      },
    );
  },

  /** How many are published and match. */
  async count(filter: CourseFilter): Promise<number> {
    const [row] = await select<{ total: number }>(
      `SELECT COUNT(*) AS total FROM ${sourceOf(filter)}
       ${filter.words.length > 0 ? 'STRAIGHT_JOIN users i ON i.id = c.instructor_id' : ''}
       WHERE ${whereOf(filter)}`,
      valuesOf(filter),
    );
    return row?.total ?? 0;
  },

  /** A page of what one instructor has, drafts too, the youngest first. */
  listOwn(own: {
    userId: UserId;
    now: Date;
    after: CoursePlace | null;
    limit: number;
  }): Promise<CourseRow[]> {
    const { after, ...values } = own;
    return select<CourseRow>(
      `SELECT ${CARD} FROM ${COURSES} ${CARD_JOINS}
       WHERE c.instructor_id = :userId ${after ? `AND ${SORTS.newest.after}` : ''}
       ORDER BY ${SORTS.newest.order} LIMIT :limit`,
      { ...values, by: after?.by ?? NEVER, id: after?.id ?? '' },
    );
  },

  /** One course as this user may see it: published, or their own. */
  async find(id: CourseId, seenBy: { userId: UserId | null; now: Date }): Promise<CourseRow | null> {
    const [row] = await select<CourseRow>(
      `SELECT ${CARD}, c.description FROM ${COURSES} ${CARD_JOINS}
       WHERE c.id = :id AND (c.state = 'published' OR c.instructor_id = :userId)`,
      { id, ...seenBy },
    );
    return row ?? null;
  },

  listLessons(courseId: CourseId): Promise<CurriculumRow[]> {
    return select<CurriculumRow>(
      `SELECT id, title, starts_at AS startsAt, duration_min AS durationMin, time_zone AS timeZone, state,
              cancel_reason AS cancelReason, ${firstReplayOf('lessons.id')} AS replayId
       FROM lessons WHERE course_id = :courseId ORDER BY starts_at, id LIMIT ${LONGEST_CURRICULUM}`,
      { courseId },
    );
  },
};

function select<Row extends object>(sql: string, replacements: Record<string, unknown>): Promise<Row[]> {
  return databaseOf(Course).query<Row>(sql, { replacements, type: QueryTypes.SELECT });
}
