import type { Migration } from '../src/platform/db/migrator.js';

/**
 * Where people talk. The first channel of a course and the chat of a lesson have the id of that course or lesson and are there
 * because it is: their row is only written when there is something to keep, so none can be missing and none made twice.
 *
 * @see docs/adr/0026-rooms.md
 */
export const migration: Migration = {
  async up(db) {
    const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
    await db.query(`
      CREATE TABLE rooms (
        id ${id} NOT NULL PRIMARY KEY,
        kind ENUM('channel', 'lesson', 'thread', 'direct') NOT NULL,
        course_id ${id} NULL,
        lesson_id ${id} NULL,
        parent_id ${id} NULL,
        message_id ${id} NULL,
        low_user_id ${id} NULL,
        high_user_id ${id} NULL,
        direct_state ENUM('asked', 'agreed', 'declined') NULL,
        asked_by ${id} NULL,
        name VARCHAR(40) NULL,
        writers ENUM('everyone', 'instructors') NOT NULL DEFAULT 'everyone',
        slow_mode_sec SMALLINT UNSIGNED NOT NULL DEFAULT 0,
        archived_at DATETIME(3) NULL,
        created_at DATETIME(3) NOT NULL,
        UNIQUE KEY rooms_name (course_id, name),
        UNIQUE KEY rooms_thread (parent_id, message_id),
        UNIQUE KEY rooms_pair (low_user_id, high_user_id),
        KEY rooms_course_kind (course_id, kind),
        KEY rooms_high_user (high_user_id),
        KEY rooms_lesson (lesson_id),
        CONSTRAINT rooms_course FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE,
        CONSTRAINT rooms_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE,
        CONSTRAINT rooms_parent FOREIGN KEY (parent_id) REFERENCES rooms (id) ON DELETE CASCADE,
        CONSTRAINT rooms_low_user FOREIGN KEY (low_user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT rooms_high_user FOREIGN KEY (high_user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT rooms_kinds CHECK (
          (kind <> 'channel' OR (course_id IS NOT NULL AND name IS NOT NULL))
          AND (kind <> 'lesson' OR (course_id IS NOT NULL AND lesson_id = id))
          AND (kind <> 'thread' OR (parent_id IS NOT NULL AND message_id IS NOT NULL))
          AND (kind <> 'direct' OR (low_user_id < high_user_id AND direct_state IS NOT NULL AND asked_by IS NOT NULL))
        )
      )`);
    await db.query(`
      CREATE TABLE room_mutes (
        user_id ${id} NOT NULL,
        room_id ${id} NOT NULL,
        until_at DATETIME(3) NULL,
        mentions_pass BOOLEAN NOT NULL,
        PRIMARY KEY (user_id, room_id),
        KEY room_mutes_room (room_id),
        CONSTRAINT room_mutes_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT room_mutes_room FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE
      )`);
    await db.query(`
      CREATE TABLE user_blocks (
        user_id ${id} NOT NULL,
        blocked_id ${id} NOT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (user_id, blocked_id),
        KEY user_blocks_blocked (blocked_id),
        CONSTRAINT user_blocks_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT user_blocks_blocked FOREIGN KEY (blocked_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT user_blocks_other CHECK (user_id <> blocked_id)
      )`);
  },
};
