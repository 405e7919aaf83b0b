import type { Migration } from '../src/platform/db/migrator.js';

/** Tables follow the database's default, which an operator's own server may have set to one that takes 👍 for 😀. */
export const migration: Migration = {
  async up(db) {
    await db.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci');
  },
};
