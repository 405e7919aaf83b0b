import type { Migration } from '../src/platform/db/migrator.js';

/**
 * One row a connection. The upper half holds what is known (each column moves one way only), the lower half what follows
 * from it, so that it can be queried.
 */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE attendance_spans (
        connection_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        lesson_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        kind ENUM('camera', 'screen') NOT NULL,
        joined_at DATETIME(3) NULL,
        told_left_at DATETIME(3) NULL,
        told_left_why VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
        closing_at DATETIME(3) NULL,
        closing ENUM('moved-to-another-device', 'removed', 'lesson-ended') NULL,
        gone_by DATETIME(3) NULL,
        session_gone BOOLEAN NOT NULL DEFAULT FALSE,
        seen_at DATETIME(3) NULL,
        beat_at DATETIME(3) NULL,
        goodbye_at DATETIME(3) NULL,
        left_at DATETIME(3) NULL,
        reason ENUM('left', 'network-lost', 'moved-to-another-device', 'removed', 'lesson-ended', 'media-failed') NULL,
        source ENUM('webhook', 'rest', 'backend', 'page') NULL,
        last_seen_at DATETIME(3) NULL,
        KEY attendance_spans_lesson (lesson_id, user_id, joined_at),
        KEY attendance_spans_user (user_id),
        CONSTRAINT attendance_spans_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id),
        CONSTRAINT attendance_spans_user FOREIGN KEY (user_id) REFERENCES users (id)
      )`);
  },
};
