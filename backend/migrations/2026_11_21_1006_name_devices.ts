import type { Migration } from '../src/platform/db/migrator.js';

/** So that people recognise where they are signed in, and end what they do not. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE sign_ins
        ADD COLUMN device VARCHAR(80) NOT NULL DEFAULT '',
        ADD COLUMN last_used_at DATETIME(3) NULL,
        MODIFY COLUMN end_reason ENUM('signed-out', 'token-reused', 'ended-elsewhere', 'password-changed') NULL`);
  },
};
