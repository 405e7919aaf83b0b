import type { Migration } from '../src/platform/db/migrator.js';

/** Pictures of deleted messages are hidden first and removed later; conversations can be left. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      ALTER TABLE attachments
        ADD COLUMN forgotten_at DATETIME(3) NULL,
        ADD KEY attachments_forgotten (forgotten_at)`);
    await db.query(`
      ALTER TABLE rooms
        MODIFY COLUMN direct_state ENUM('asked', 'agreed', 'declined', 'left') NULL`);
  },
};
