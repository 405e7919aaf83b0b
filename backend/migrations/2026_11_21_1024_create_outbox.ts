import type { Migration } from '../src/platform/db/migrator.js';

/**
 * What happened to a lesson, in the order in which it did: written with the change itself, told afterwards.
 *
 * @see docs/adr/0004-outbox.md
 */
export const migration: Migration = {
  async up(db) {
    const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
    await db.query(`
      CREATE TABLE outbox_positions (
        lesson_id ${id} PRIMARY KEY,
        seq INT UNSIGNED NOT NULL,
        CONSTRAINT outbox_positions_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE
      )`);
    await db.query(`
      CREATE TABLE outbox (
        id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        lesson_id ${id},
        seq INT UNSIGNED NOT NULL,
        at DATETIME(3) NOT NULL,
        event TEXT NOT NULL,
        relayed_at DATETIME(3) NULL,
        UNIQUE KEY outbox_once (lesson_id, seq),
        KEY outbox_waiting (relayed_at, id),
        CONSTRAINT outbox_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE
      )`);
  },
};
