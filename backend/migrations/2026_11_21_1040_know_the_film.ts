import type { Migration } from '../src/platform/db/migrator.js';

/** Whether a whole film is kept is a fact of its own: raw files go, downloads and rebuilds are possible by it alone. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE recordings
        ADD COLUMN film_version SMALLINT UNSIGNED NULL AFTER published_version,
        DROP KEY recordings_raw,
        ADD KEY recordings_raw (has_raw, state, film_version)`);
    await db.query(`
      UPDATE recordings SET film_version = published_version
       WHERE has_raw = FALSE OR (state = 'ready' AND flaws NOT LIKE '%fewer_renditions%')`);
  },
};
