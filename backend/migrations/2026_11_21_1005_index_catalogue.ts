import type { Migration } from '../src/platform/db/migrator.js';

/** The catalogue reads what is published, by category or all of it; the studio what one instructor has. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE courses
        ADD KEY courses_newest (state, created_at, id),
        ADD KEY courses_category_newest (category_id, state, created_at, id),
        ADD KEY courses_instructor_newest (instructor_id, created_at, id)`);
    // The longer ones begin alike and carry the foreign keys as well.
    await db.query('ALTER TABLE courses DROP KEY courses_category, DROP KEY courses_instructor');
  },
};
