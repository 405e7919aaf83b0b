import type { CourseId, LessonId, MessageId, RoomId, UserId } from '@seodang/contracts/ids';
import type { LessonState } from '@seodang/contracts/lesson-state';
import type { RoomKind, Writers } from '@seodang/contracts/rooms';
import { QueryTypes } from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { FIRST_NAME, Room, type DirectRowState } from './room.model.js';

/** A room as one person has it, in one row; booleans are as MariaDB tells them. */
export interface RoomRow {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly parentId: RoomId | null;
  readonly messageId: MessageId | null;
  /** Of a channel. */
  readonly name: string | null;
  readonly courseId: CourseId | null;
  readonly courseTitle: string | null;
  readonly leads: 0 | 1;
  readonly lessonId: LessonId | null;
  readonly lessonTitle: string | null;
  readonly lessonState: LessonState | null;
  readonly writers: Writers;
  readonly slowModeSec: number | null;
  readonly archivedAt: Date | null;
  readonly directState: DirectRowState | null;
  readonly askedBy: UserId | null;
  readonly otherId: UserId | null;
  readonly otherName: string | null;
  /** Separated by commas. */
  readonly otherRoles: string | null;
  readonly isBlocked: 0 | 1;
  readonly isMuted: 0 | 1;
  readonly mutedUntil: Date | null;
  readonly mentionsPass: 0 | 1 | null;
  readonly selfName: string;
  readonly selfRoles: string | null;
}

/** How long a lesson's chat is listed before and after its start. */
const LISTED_BEFORE_HOURS = 24;
const LISTED_AFTER_DAYS = 14;

const MINE = `
  SELECT course_id FROM enrolments WHERE user_id = :userId AND state = 'enrolled'
  UNION SELECT id FROM courses WHERE instructor_id = :userId`;

/** Id, kind, where its settings are, message, course and lesson of a room, by what it comes from. */
const CHANNEL = `r.id, 'channel', r.id, NULL, r.course_id, NULL`;
const LESSON = `l.id, 'lesson', l.id, NULL, l.course_id, l.id`;
const THREAD = `r.id, 'thread', r.parent_id, r.message_id, r.course_id, r.lesson_id`;
const DIRECT = `r.id, 'direct', r.id, NULL, NULL, NULL`;
const firstOf = (id: string) => `
  ${id} AS id, 'channel' AS kind, ${id} AS settings_id, NULL AS message_id, ${id} AS course_id, NULL AS lesson_id`;

/** Who was declined or left by the other sees the conversation; who declined or left is left alone. */
const SHOWN = `(r.direct_state NOT IN ('declined', 'left') OR r.asked_by = :userId)`;

/** The rooms in a person's list, before anything is known of them. */
const LISTED = `
  SELECT ${firstOf('mine.course_id')} FROM (${MINE}) mine
  UNION ALL
  SELECT ${CHANNEL} FROM (${MINE}) mine
    STRAIGHT_JOIN rooms r ON r.course_id = mine.course_id AND r.kind = 'channel' AND r.id <> r.course_id
  UNION ALL
  SELECT ${LESSON} FROM (${MINE}) mine
    STRAIGHT_JOIN lessons l ON l.course_id = mine.course_id AND l.state IN ('scheduled', 'live', 'ended')
   WHERE l.state = 'live' OR (l.starts_at < UTC_TIMESTAMP(3) + INTERVAL ${LISTED_BEFORE_HOURS} HOUR
     AND l.starts_at > UTC_TIMESTAMP(3) - INTERVAL ${LISTED_AFTER_DAYS} DAY)
  UNION ALL
  SELECT ${DIRECT} FROM rooms r WHERE r.low_user_id = :userId AND ${SHOWN}
  UNION ALL
  SELECT ${DIRECT} FROM rooms r WHERE r.high_user_id = :userId AND ${SHOWN}`;

/** The rooms of these ids, whoever they belong to. */
const NAMED = `
  SELECT ${firstOf('c.id')} FROM courses c WHERE c.id IN (:roomIds)
  UNION ALL
  SELECT ${CHANNEL} FROM rooms r WHERE r.id IN (:roomIds) AND r.kind = 'channel' AND r.id <> r.course_id
  UNION ALL
  SELECT ${LESSON} FROM lessons l WHERE l.id IN (:roomIds)
  UNION ALL
  SELECT ${THREAD} FROM rooms r WHERE r.id IN (:roomIds) AND r.kind = 'thread'
  UNION ALL
  SELECT ${DIRECT} FROM rooms r WHERE r.id IN (:roomIds) AND r.kind = 'direct'`;

const ROLES = (userId: string) => `(SELECT GROUP_CONCAT(role) FROM user_roles WHERE user_id = ${userId})`;

/**
 * What a person may see of rooms: theirs, by a seat in the course, by leading it, or by being one of the two; nobody else's.
 * Whoever was removed from a lesson is out of its chat. A thread is as its parent is.
 */
const accessSql = (places: string) => `
  SELECT p.id, p.kind, IF(p.kind = 'thread', p.settings_id, NULL) AS parentId, p.message_id AS messageId,
         COALESCE(r.name, ${FIRST_NAME}) AS name,
         c.id AS courseId, c.title AS courseTitle, (c.instructor_id = :userId) IS TRUE AS leads,
         l.id AS lessonId, l.title AS lessonTitle, l.state AS lessonState,
         COALESCE(r.writers, 'everyone') AS writers, r.slow_mode_sec AS slowModeSec,
         r.archived_at AS archivedAt, r.direct_state AS directState, r.asked_by AS askedBy,
         o.id AS otherId, o.name AS otherName, ${ROLES('o.id')} AS otherRoles,
         EXISTS (SELECT 1 FROM user_blocks b WHERE (b.user_id = :userId AND b.blocked_id = o.id)
                 OR (b.user_id = o.id AND b.blocked_id = :userId)) AS isBlocked,
         m.user_id IS NOT NULL AS isMuted, m.until_at AS mutedUntil, m.mentions_pass AS mentionsPass,
         me.name AS selfName, me.roles AS selfRoles
    FROM (${places}) p
    JOIN (SELECT name, ${ROLES(':userId')} AS roles FROM users WHERE id = :userId AND suspended_at IS NULL) me
    LEFT JOIN rooms r ON r.id = p.settings_id
    LEFT JOIN courses c ON c.id = p.course_id
    LEFT JOIN lessons l ON l.id = p.lesson_id
    LEFT JOIN users o ON o.id = IF(r.low_user_id = :userId, r.high_user_id, r.low_user_id)
    LEFT JOIN room_mutes m ON m.user_id = :userId AND m.room_id = p.id
          AND (m.until_at IS NULL OR m.until_at > UTC_TIMESTAMP(3))
   WHERE IF(p.course_id IS NULL, :userId IN (r.low_user_id, r.high_user_id),
            c.instructor_id = :userId OR EXISTS (
              SELECT 1 FROM enrolments e
               WHERE e.user_id = :userId AND e.course_id = p.course_id AND e.state = 'enrolled'))
     AND NOT EXISTS (SELECT 1 FROM lesson_people x
                      WHERE x.lesson_id = p.lesson_id AND x.user_id = :userId AND x.removed_at IS NOT NULL)`;

/** The query of a person's whole list; also explained by a test. */
export const LIST_SQL = accessSql(LISTED);
export const ACCESS_SQL = accessSql(NAMED);

/** Who has which rooms. Every answer about a room begins here. */
export const RoomAccess = {
  /** All rooms in the list of a person, in no order. */
  list(userId: UserId): Promise<RoomRow[]> {
    return databaseOf(Room).query<RoomRow>(LIST_SQL, { replacements: { userId }, type: QueryTypes.SELECT });
  },

  /** Those of `roomIds` that are a person's. */
  async find(userId: UserId, roomIds: readonly RoomId[], tx?: Tx): Promise<RoomRow[]> {
    if (roomIds.length === 0) return [];
    return databaseOf(Room).query<RoomRow>(ACCESS_SQL, {
      replacements: { userId, roomIds },
      transaction: tx ?? null,
      type: QueryTypes.SELECT,
    });
  },

  /** Those of `lessonIds` that a person is of and was not removed from. */
  async listLessons(userId: UserId, lessonIds: readonly LessonId[]): Promise<LessonId[]> {
    if (lessonIds.length === 0) return [];
    const rows = await databaseOf(Room).query<{ id: LessonId }>(
      `SELECT l.id FROM lessons l JOIN courses c ON c.id = l.course_id
        WHERE l.id IN (:lessonIds) AND (c.instructor_id = :userId OR EXISTS (
                SELECT 1 FROM enrolments e
                 WHERE e.user_id = :userId AND e.course_id = c.id AND e.state = 'enrolled'))
          AND NOT EXISTS (SELECT 1 FROM lesson_people x
                           WHERE x.lesson_id = l.id AND x.user_id = :userId AND x.removed_at IS NOT NULL)`,
      { replacements: { userId, lessonIds }, type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  },
};
