import type { Migration } from '../src/platform/db/migrator.js';

/** A worker takes a download to cut for a while; one that cannot be made waits as long. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE recordings
        ADD COLUMN cut_after DATETIME(3) NULL AFTER cut_key,
        DROP KEY recordings_cut,
        ADD KEY recordings_cut (needs_cut, state, cut_after)`);
  },
};
