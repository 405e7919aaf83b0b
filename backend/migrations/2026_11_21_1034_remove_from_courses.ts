import type { Migration } from '../src/platform/db/migrator.js';

/** Who was removed from a course by its instructor stays out until they are let in again. */
export const migration: Migration = {
  async up(db) {
    await db.query('ALTER TABLE enrolments ADD COLUMN removed_at DATETIME(3) NULL AFTER since');
  },
};
