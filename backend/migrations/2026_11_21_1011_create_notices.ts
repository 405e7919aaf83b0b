import type { Migration } from '../src/platform/db/migrator.js';

/**
 * What people are told by mail. Lessons are the schedule; a round says that the people of a lesson were given their reminders
 * of one kind for one start, a notice is one mail to one person, with the state of its sending.
 *
 * @see docs/adr/0021-reminders.md
 */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE lessons
        ADD COLUMN revision INT UNSIGNED NOT NULL DEFAULT 0,
        ADD COLUMN planned_at DATETIME(3) NULL,
        ADD KEY lessons_state_start (state, starts_at)`);
    await db.query(`
      CREATE TABLE reminder_rounds (
        lesson_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        kind ENUM('day-before', 'minutes-before') NOT NULL,
        starts_at DATETIME(3) NOT NULL,
        raised_at DATETIME(3) NOT NULL,
        PRIMARY KEY (lesson_id, kind, starts_at),
        CONSTRAINT reminder_rounds_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE
      )`);
    await db.query(`
      CREATE TABLE notices (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        kind ENUM('day-before', 'minutes-before', 'lesson-changed', 'seat-given') NOT NULL,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        course_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        lesson_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
        occasion VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        known_starts_at DATETIME(3) NULL,
        known_duration_min SMALLINT UNSIGNED NULL,
        known_state ENUM('scheduled', 'cancelled') NULL,
        state ENUM('due', 'claimed', 'handed', 'sent', 'unsure', 'failed', 'dropped') NOT NULL DEFAULT 'due',
        due_at DATETIME(3) NOT NULL,
        expires_at DATETIME(3) NOT NULL,
        attempts TINYINT UNSIGNED NOT NULL DEFAULT 0,
        claim CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
        lease_until DATETIME(3) NULL,
        settled_at DATETIME(3) NULL,
        failure VARCHAR(500) NULL,
        created_at DATETIME(3) NOT NULL,
        UNIQUE KEY notices_once (user_id, kind, occasion),
        KEY notices_due (state, due_at),
        KEY notices_lesson (lesson_id, kind, state),
        KEY notices_course (course_id),
        CONSTRAINT notices_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT notices_course FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE,
        CONSTRAINT notices_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE
      )`);
  },
};
