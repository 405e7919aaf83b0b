import type { Migration } from '../src/platform/db/migrator.js';

/**
 * Whether lessons are recorded is said by the course before anybody enrols, and stands for a lesson from its start on. What a
 * person says of being recorded stands with the person in the lesson; each word is kept for good besides.
 */
export const migration: Migration = {
  async up(db) {
    await db.query('ALTER TABLE courses ADD COLUMN is_recorded BOOLEAN NOT NULL DEFAULT FALSE');
    await db.query('ALTER TABLE lessons ADD COLUMN is_recorded BOOLEAN NULL');
    await db.query(`
      ALTER TABLE lesson_people
        ADD COLUMN agrees_to_recording BOOLEAN NULL,
        ADD COLUMN agreed_text VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
        ADD COLUMN agreement_changed_at DATETIME(3) NULL`);
    await db.query(`
      CREATE TABLE recording_consents (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
        lesson_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        version VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        agrees BOOLEAN NOT NULL,
        at DATETIME(3) NOT NULL,
        PRIMARY KEY (id),
        KEY recording_consents_lesson (lesson_id, id),
        KEY recording_consents_user (user_id),
        CONSTRAINT recording_consents_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id),
        CONSTRAINT recording_consents_user FOREIGN KEY (user_id) REFERENCES users (id)
      )`);
  },
};
