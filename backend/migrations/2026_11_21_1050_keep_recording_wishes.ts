import type { Migration } from '../src/platform/db/migrator.js';

/**
 * Who asked for a recording to begin or to end, written before the media server is asked: whatever becomes of the answer, the
 * ledger knows whose deed it was.
 */
export const migration: Migration = {
  async up(db) {
    const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
    await db.query(`
      CREATE TABLE recording_wishes (
        id ${id} NOT NULL PRIMARY KEY,
        lesson_id ${id} NOT NULL,
        user_id ${id} NOT NULL,
        title VARCHAR(120) NULL,
        at DATETIME(3) NOT NULL,
        KEY recording_wishes_lesson (lesson_id, at),
        KEY recording_wishes_user (user_id),
        CONSTRAINT recording_wishes_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE,
        CONSTRAINT recording_wishes_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await db.query(`
      ALTER TABLE recordings
        ADD COLUMN asked_stop VARCHAR(16) CHARACTER SET ascii NULL AFTER stop_reason,
        ADD COLUMN asked_stop_by ${id} NULL AFTER asked_stop`);
  },
};
