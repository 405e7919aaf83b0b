import type { Migration } from '../src/platform/db/migrator.js';

/** A suspended account loses every sign-in, and says so. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE sign_ins MODIFY COLUMN end_reason
        ENUM('signed-out', 'token-reused', 'ended-elsewhere', 'password-changed', 'suspended') NULL`);
  },
};
