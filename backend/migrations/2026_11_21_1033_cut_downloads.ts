import type { Migration } from '../src/platform/db/migrator.js';

/** What is left of a trimmed film is made for downloads by the worker. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE recordings
        ADD COLUMN needs_cut BOOLEAN NOT NULL DEFAULT FALSE AFTER may_download,
        ADD COLUMN cut_key VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER needs_cut,
        ADD KEY recordings_cut (needs_cut, state)`);
  },
};
