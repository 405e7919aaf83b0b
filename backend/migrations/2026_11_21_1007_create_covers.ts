import type { Migration } from '../src/platform/db/migrator.js';

/** Pictures by their content; a course names one. What none names for a while is swept. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE course_covers (
        hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        width SMALLINT UNSIGNED NOT NULL,
        body MEDIUMBLOB NOT NULL,
        kept_at DATETIME(3) NOT NULL,
        PRIMARY KEY (hash, width),
        KEY course_covers_kept (kept_at)
      )`);
    await db.query('ALTER TABLE courses ADD KEY courses_cover (cover_image)');
  },
};
