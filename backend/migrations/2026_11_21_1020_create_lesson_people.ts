import type { Migration } from '../src/platform/db/migrator.js';

/** What an instructor decides about one person in one lesson; who has no row is there by the course's own rule. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE lesson_people (
        lesson_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        may_speak BOOLEAN NULL,
        speaking_changed_at DATETIME(3) NULL,
        removed_at DATETIME(3) NULL,
        PRIMARY KEY (lesson_id, user_id),
        KEY lesson_people_user (user_id),
        CONSTRAINT lesson_people_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id),
        CONSTRAINT lesson_people_user FOREIGN KEY (user_id) REFERENCES users (id)
      )`);
    await db.query(`
      ALTER TABLE media_connections
        ADD COLUMN may_publish BOOLEAN NULL,
        MODIFY COLUMN closing ENUM('moved-to-another-device', 'removed', 'lesson-ended', 'speaking-changed') NULL`);
    await db.query(`
      ALTER TABLE attendance_spans
        MODIFY COLUMN closing ENUM('moved-to-another-device', 'removed', 'lesson-ended', 'speaking-changed') NULL,
        MODIFY COLUMN reason ENUM('left', 'network-lost', 'moved-to-another-device', 'removed', 'lesson-ended',
          'media-failed', 'speaking-changed') NULL`);
  },
};
