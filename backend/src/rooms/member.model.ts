import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomPerson } from '@seodang/contracts/rooms';
import { QueryTypes } from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { RoomRow } from './room-access.model.js';
import { Room } from './room.model.js';

/** Where a page of members ended. */
export interface MemberPlace {
  readonly name: string;
  readonly id: string;
}

export interface MemberSelection {
  readonly room: Pick<RoomRow, 'id' | 'kind' | 'parentId' | 'courseId' | 'lessonId'>;
  readonly search: string;
  readonly after: MemberPlace | null;
  readonly limit: number;
}

/** Whoever leads the course or has a seat in it, but for those who were removed from the lesson. */
const IN_COURSE = `
  SELECT u.id, u.name, 'instructor' AS part FROM courses c JOIN users u ON u.id = c.instructor_id WHERE c.id = :courseId
  UNION ALL
  SELECT u.id, u.name, 'student' FROM enrolments e JOIN users u ON u.id = e.user_id
   WHERE e.course_id = :courseId AND e.state = 'enrolled'
     AND NOT EXISTS (SELECT 1 FROM lesson_people x
                      WHERE x.lesson_id = :lessonId AND x.user_id = e.user_id AND x.removed_at IS NOT NULL)`;

const OF_PAIR = `
  SELECT u.id, u.name, CASE
           WHEN EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = u.id AND r.role = 'instructor') THEN 'instructor'
           WHEN EXISTS (SELECT 1 FROM user_roles r WHERE r.user_id = u.id AND r.role = 'operator') THEN 'operator'
           ELSE 'student' END AS part
    FROM rooms d JOIN users u ON u.id IN (d.low_user_id, d.high_user_id) WHERE d.id = :pairId`;

/** The query of one page of members; also explained by a test. */
export function membersSql({
  room,
  after,
  search,
}: Pick<MemberSelection, 'room' | 'after' | 'search'>): string {
  return `
    SELECT id, name, part FROM (${room.courseId === null ? OF_PAIR : IN_COURSE}) everybody
     WHERE TRUE ${search === '' ? '' : 'AND name LIKE :pattern'} ${after ? 'AND (name, id) > (:name, :id)' : ''}
     ORDER BY name, id LIMIT :limit`;
}

/** The people of rooms. Nobody is written down as a member: a seat in the course is what makes one. */
export const RoomMembers = {
  list({ room, search, after, limit }: MemberSelection): Promise<RoomPerson[]> {
    const { courseId, lessonId } = room;
    const pattern = `%${search.replace(/[\\%_]/g, String.raw`\$&`)}%`;
    return databaseOf(Room).query<RoomPerson>(membersSql({ room, after, search }), {
      replacements: { courseId, lessonId, pairId: room.parentId ?? room.id, pattern, limit, ...after },
      type: QueryTypes.SELECT,
    });
  },

  /** Those of `userIds` who are in a room and have not blocked `namedBy`; nobody in a room that is not there. */
  async listAmong(
    roomId: RoomId,
    { userIds, namedBy }: { userIds: readonly UserId[]; namedBy: UserId | null },
  ): Promise<UserId[]> {
    if (userIds.length === 0) return [];
    const rows = await databaseOf(Room).query<{ id: UserId }>(AMONG_SQL, {
      replacements: { roomId, userIds, namedBy },
      type: QueryTypes.SELECT,
    });
    return rows.map(({ id }) => id);
  },

  async shareCourse(one: UserId, other: UserId): Promise<boolean> {
    const rows = await databaseOf(Room).query(SHARED_SQL, {
      replacements: { one, other },
      type: QueryTypes.SELECT,
    });
    return rows.length > 0;
  },
};

/** Courses that two people are both of. */
const SHARED_SQL = `
  SELECT 1 FROM (
    SELECT course_id FROM enrolments WHERE user_id = :one AND state = 'enrolled'
    UNION SELECT id FROM courses WHERE instructor_id = :one) mine
  STRAIGHT_JOIN courses c ON c.id = mine.course_id
  WHERE c.instructor_id = :other OR EXISTS (
    SELECT 1 FROM enrolments e WHERE e.user_id = :other AND e.course_id = c.id AND e.state = 'enrolled')
  LIMIT 1`;

const AMONG_SQL = `
  SELECT u.id
    FROM (SELECT c.id AS course_id, NULL AS lesson_id, NULL AS pair_id FROM courses c WHERE c.id = :roomId
          UNION ALL SELECT l.course_id, l.id, NULL FROM lessons l WHERE l.id = :roomId
          UNION ALL SELECT r.course_id, r.lesson_id, IF(r.kind = 'thread', r.parent_id, r.id) FROM rooms r
                     WHERE r.id = :roomId AND NOT (r.kind = 'channel' AND r.id = r.course_id) AND r.kind <> 'lesson') p
    LEFT JOIN courses c ON c.id = p.course_id
    LEFT JOIN rooms d ON d.id = p.pair_id AND p.course_id IS NULL
    JOIN users u ON u.id IN (:userIds) AND u.suspended_at IS NULL
   WHERE (u.id IN (c.instructor_id, d.low_user_id, d.high_user_id) OR EXISTS (
           SELECT 1 FROM enrolments e WHERE e.user_id = u.id AND e.course_id = p.course_id AND e.state = 'enrolled'))
     AND NOT EXISTS (SELECT 1 FROM lesson_people x
                      WHERE x.lesson_id = p.lesson_id AND x.user_id = u.id AND x.removed_at IS NOT NULL)
     AND NOT EXISTS (SELECT 1 FROM user_blocks b WHERE b.user_id = u.id AND b.blocked_id = :namedBy)`;
