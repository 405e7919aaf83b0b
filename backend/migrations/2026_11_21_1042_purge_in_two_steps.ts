import type { Migration } from '../src/platform/db/migrator.js';

/** A recording is first nobody's to restore, then its files go; the row says whether they are gone. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE recordings
        ADD COLUMN has_files BOOLEAN NOT NULL DEFAULT TRUE AFTER has_raw,
        ADD KEY recordings_purged (has_files, purged_at)`);
    await db.query('UPDATE recordings SET has_files = FALSE WHERE purged_at IS NOT NULL');
  },
};
