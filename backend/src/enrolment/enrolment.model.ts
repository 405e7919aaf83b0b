import type { CourseState } from '@seodang/contracts/courses';
import type { EnrolmentState } from '@seodang/contracts/enrolment';
import type { CourseId, UserId } from '@seodang/contracts/ids';
import {
  DataTypes,
  Model,
  Op,
  QueryTypes,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { newUuid } from '@seodang/server-kit/ids';
import type { Place, PlaceChange, SeatCount } from './seats.rules.js';

export type { EnrolmentState } from '@seodang/contracts/enrolment';

/** The row of a course as far as its seats go; whoever holds its lock may change enrolments. */
export interface CourseSeats extends SeatCount {
  readonly instructorId: UserId;
  readonly state: CourseState;
}

/** What somebody has in a course, with the place in the queue counted. */
export interface RankedPlace {
  readonly userId: UserId;
  readonly courseId: CourseId;
  readonly state: EnrolmentState;
  readonly since: Date;
  /** From 1 among those who wait; null for the rest. */
  readonly position: number | null;
}

export interface NamedPlace extends RankedPlace {
  readonly name: string;
  readonly queueNo: number | null;
}

/** Where a page of people ended: the name and id of the last enrolled, or the number of the last who waits. */
export type PeoplePlace = { readonly name: string; readonly userId: string } | { readonly queueNo: number };

/** A place, and when its person was removed by the instructor, if so. */
export interface KnownPlace extends Place {
  readonly removedAt: Date | null;
}

export interface PeopleSelection {
  readonly courseId: CourseId;
  readonly after: PeoplePlace | null;
  readonly limit: number;
}

const PERSON =
  'e.user_id AS userId, e.course_id AS courseId, e.state, e.since, e.queue_no AS queueNo, u.name';

/** Everybody who waits in a course, numbered without a gap. */
const QUEUE = `
  SELECT user_id, course_id, state, since, queue_no, ROW_NUMBER() OVER (ORDER BY queue_no) AS position
    FROM enrolments WHERE course_id = :courseId AND queue_no IS NOT NULL`;

/** A student's seat in a course; one row for each pair, whatever happens to it. */
export class Enrolment extends Model<InferAttributes<Enrolment>, InferCreationAttributes<Enrolment>> {
  declare id: string;
  declare userId: UserId;
  declare courseId: CourseId;
  declare state: EnrolmentState;
  /** Orders those who wait; given once, under the lock of the course's row. */
  declare queueNo: CreationOptional<number | null>;
  /** Since when it has been in this state. */
  declare since: Date;
  /** By the instructor; they cannot come back by themselves. */
  declare removedAt: CreationOptional<Date | null>;
  declare createdAt: Date;

  static initIn(db: Sequelize): void {
    Enrolment.init(
      {
        id: { type: DataTypes.CHAR(36), primaryKey: true },
        userId: DataTypes.CHAR(36),
        courseId: DataTypes.CHAR(36),
        state: DataTypes.ENUM('enrolled', 'waiting', 'cancelled'),
        queueNo: { type: DataTypes.INTEGER.UNSIGNED, defaultValue: null },
        since: DataTypes.DATE(3),
        removedAt: { type: DataTypes.DATE(3), defaultValue: null },
        createdAt: DataTypes.DATE(3),
      },
      { sequelize: db, tableName: 'enrolments', underscored: true },
    );
  }

  static async hasSeat(userId: UserId, courseId: CourseId): Promise<boolean> {
    return (await Enrolment.count({ where: { userId, courseId, state: 'enrolled' } })) > 0;
  }

  /** Locks a course for whoever changes its seats; null when it is not there. */
  static lockCourse(courseId: CourseId, tx: Tx): Promise<CourseSeats | null> {
    return findCourse(courseId, tx);
  }

  static findCourse(courseId: CourseId): Promise<CourseSeats | null> {
    return findCourse(courseId);
  }

  static async listPlaces(courseId: CourseId, userIds: readonly UserId[], tx: Tx): Promise<KnownPlace[]> {
    return Enrolment.findAll({ where: { courseId, userId: [...userIds] }, transaction: tx });
  }

  /** The first of those who wait, in order. */
  static async listQueue(courseId: CourseId, limit: number, tx: Tx): Promise<Place[]> {
    if (limit === 0) return [];
    const where = { courseId, queueNo: { [Op.ne]: null } };
    return Enrolment.findAll({ where, order: ['queueNo'], limit, transaction: tx });
  }

  /** Writes what changed in a course, in a handful of statements. Numbers of the queue are never given twice, so their order is free. */
  static async keep(courseId: CourseId, changes: readonly PlaceChange[], tx: Tx): Promise<void> {
    const added = changes.filter(({ before }) => before === null).map(({ after }) => after);
    const rows = added.map((place) => ({ ...place, id: newUuid(), courseId, createdAt: place.since }));
    await Enrolment.bulkCreate(rows, { transaction: tx });
    const changed = changes.filter(({ before }) => before !== null).map(({ after }) => after);
    for (const [place, userId] of groupAlike(changed)) {
      const { state, queueNo, since } = place;
      await Enrolment.update({ state, queueNo, since }, { where: { courseId, userId }, transaction: tx });
    }
  }

  /** Writes the counters of a course. @throws when more seats would be taken than there are: the table has a check. */
  static async keepCount(courseId: CourseId, count: SeatCount, tx: Tx): Promise<void> {
    const { taken, waiting, nextQueueNo } = count;
    await databaseOf(Enrolment).query(
      `UPDATE courses SET seats_taken = :taken, waiting_count = :waiting, next_queue_no = :nextQueueNo
       WHERE id = :courseId`,
      { replacements: { courseId, taken, waiting, nextQueueNo }, transaction: tx, type: QueryTypes.UPDATE },
    );
  }

  /** Keeps when somebody was removed, or that they are no longer. */
  static async keepRemoved(
    { courseId, userId }: { readonly courseId: CourseId; readonly userId: UserId },
    removedAt: Date | null,
    tx: Tx,
  ): Promise<void> {
    await Enrolment.update({ removedAt }, { where: { courseId, userId }, transaction: tx });
  }

  /** What these people have here, with positions; those who never enrolled are left out. */
  static listRanked(courseId: CourseId, userIds: readonly UserId[], tx: Tx): Promise<RankedPlace[]> {
    return databaseOf(Enrolment).query<RankedPlace>(
      `SELECT e.user_id AS userId, e.course_id AS courseId, e.state, e.since, w.position
         FROM enrolments e
         LEFT JOIN (${QUEUE}) w ON w.user_id = e.user_id
        WHERE e.course_id = :courseId AND e.user_id IN (:userIds)`,
      { replacements: { courseId, userIds }, transaction: tx, type: QueryTypes.SELECT },
    );
  }

  static async listMine(userId: UserId, courseIds: readonly CourseId[]): Promise<RankedPlace[]> {
    if (courseIds.length === 0) return [];
    return databaseOf(Enrolment).query<RankedPlace>(
      `SELECT e.user_id AS userId, e.course_id AS courseId, e.state, e.since,
              IF(e.queue_no IS NULL, NULL, (SELECT COUNT(*) FROM enrolments q
                 WHERE q.course_id = e.course_id AND q.queue_no <= e.queue_no)) AS position
         FROM enrolments e WHERE e.user_id = :userId AND e.course_id IN (:courseIds)`,
      { replacements: { userId, courseIds }, type: QueryTypes.SELECT },
    );
  }

  /** By name. */
  static listEnrolled(selection: PeopleSelection): Promise<NamedPlace[]> {
    return listByName("e.state = 'enrolled'", selection);
  }

  /** By name. */
  static listRemoved(selection: PeopleSelection): Promise<NamedPlace[]> {
    return listByName('e.removed_at IS NOT NULL', selection);
  }

  /** By position. */
  static listWaiting({ courseId, after, limit }: PeopleSelection): Promise<NamedPlace[]> {
    const next = after ? 'WHERE e.queue_no > :queueNo' : '';
    return databaseOf(Enrolment).query<NamedPlace>(
      `SELECT ${PERSON}, e.position FROM (${QUEUE}) e JOIN users u ON u.id = e.user_id ${next}
        ORDER BY e.queue_no LIMIT :limit`,
      { replacements: { courseId, limit, ...after }, type: QueryTypes.SELECT },
    );
  }
}

function listByName(which: string, { courseId, after, limit }: PeopleSelection): Promise<NamedPlace[]> {
  const next = after ? 'AND (u.name, u.id) > (:name, :userId)' : '';
  return databaseOf(Enrolment).query<NamedPlace>(
    `SELECT ${PERSON}, NULL AS position FROM enrolments e JOIN users u ON u.id = e.user_id
      WHERE e.course_id = :courseId AND ${which} ${next} ORDER BY u.name, u.id LIMIT :limit`,
    { replacements: { courseId, limit, ...after }, type: QueryTypes.SELECT },
  );
}

async function findCourse(courseId: CourseId, tx?: Tx): Promise<CourseSeats | null> {
  const [course] = await databaseOf(Enrolment).query<CourseSeats>(
    `SELECT instructor_id AS instructorId, state, capacity, seats_taken AS taken, waiting_count AS waiting,
            next_queue_no AS nextQueueNo
       FROM courses WHERE id = :courseId ${tx ? 'FOR UPDATE' : ''}`,
    { replacements: { courseId }, transaction: tx ?? null, type: QueryTypes.SELECT },
  );
  return course ?? null;
}

/** Those who end up alike share a statement; each who waits has a number of their own. */
function groupAlike(places: readonly Place[]): [Place, UserId[]][] {
  const groups = new Map<string, [Place, UserId[]]>();
  for (const place of places) {
    const key = `${place.state} ${place.queueNo ?? ''} ${place.since.getTime()}`;
    const group = groups.get(key);
    if (group) group[1].push(place.userId);
    else groups.set(key, [place, [place.userId]]);
  }
  return [...groups.values()];
}
