import type { Migration } from '../src/platform/db/migrator.js';

/** Moments that instructors mark while a lesson is live: chapters of the replay begin there. */
export const migration: Migration = {
  async up(db) {
    const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
    await db.query(`
      CREATE TABLE lesson_marks (
        id ${id} PRIMARY KEY,
        lesson_id ${id},
        user_id ${id},
        client_id ${id},
        at DATETIME(3) NOT NULL,
        label VARCHAR(120) NOT NULL,
        UNIQUE KEY lesson_marks_once (lesson_id, client_id),
        CONSTRAINT lesson_marks_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE,
        CONSTRAINT lesson_marks_user FOREIGN KEY (user_id) REFERENCES users (id)
      )`);
  },
};
