import type { Migration } from '../src/platform/db/migrator.js';

/** Operators read the list of all recordings, the youngest first. */
export const migration: Migration = {
  async up(db) {
    await db.query('ALTER TABLE recordings ADD KEY recordings_youngest (purged_at, started_at, id)');
  },
};
