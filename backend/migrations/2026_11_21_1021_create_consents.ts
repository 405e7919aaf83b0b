import type { Migration } from '../src/platform/db/migrator.js';

/** Who agreed to which text, and when. A newer text is agreed to anew; what was agreed to before stays on record. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE consents (
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        version VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        agreed_at DATETIME(3) NOT NULL,
        PRIMARY KEY (user_id, version),
        CONSTRAINT consents_user FOREIGN KEY (user_id) REFERENCES users (id)
      )`);
  },
};
