import type { Migration } from '../src/platform/db/migrator.js';

/** OpenVidu's ids differ in upper and lower case only, hence the binary collations. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE media_connections (
        id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        lesson_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        kind ENUM('camera', 'screen') NOT NULL,
        created_at DATETIME(3) NOT NULL,
        joined_at DATETIME(3) NULL,
        ended_at DATETIME(3) NULL,
        closing ENUM('moved-to-another-device', 'removed', 'lesson-ended') NULL,
        KEY media_connections_open (lesson_id, ended_at, user_id, kind),
        KEY media_connections_user (user_id),
        CONSTRAINT media_connections_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id),
        CONSTRAINT media_connections_user FOREIGN KEY (user_id) REFERENCES users (id)
      )`);
    await db.query(`
      CREATE TABLE webhook_inbox (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        body_hash BINARY(32) NOT NULL,
        event VARCHAR(64) NOT NULL,
        body MEDIUMBLOB NOT NULL,
        received_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        duplicates INT UNSIGNED NOT NULL DEFAULT 0,
        state ENUM('new', 'applied', 'ignored', 'failed') NOT NULL DEFAULT 'new',
        attempts TINYINT UNSIGNED NOT NULL DEFAULT 0,
        due_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        settled_at DATETIME(3) NULL,
        failure VARCHAR(500) NULL,
        UNIQUE KEY webhook_inbox_body (body_hash),
        KEY webhook_inbox_due (state, due_at)
      )`);
  },
};
