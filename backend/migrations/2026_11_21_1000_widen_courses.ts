import type { Migration } from '../src/platform/db/migrator.js';

/** What courses, lessons and accounts need once people find and run courses by themselves. */
export const migration: Migration = {
  async up(db) {
    await db.query('ALTER TABLE users ADD COLUMN wants_reminders BOOLEAN NOT NULL DEFAULT TRUE');
    await db.query(`
      ALTER TABLE courses
        ADD COLUMN state ENUM('draft', 'published') NOT NULL DEFAULT 'published',
        ADD COLUMN level ENUM('any', 'beginner', 'intermediate', 'advanced') NOT NULL DEFAULT 'any',
        ADD COLUMN speaking ENUM('everyone', 'granted') NOT NULL DEFAULT 'everyone',
        ADD COLUMN cover_image CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL`);
    await db.query("ALTER TABLE lessons ADD COLUMN cancel_reason VARCHAR(500) NOT NULL DEFAULT ''");
  },
};
