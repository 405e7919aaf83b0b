import type { Migration } from '../src/platform/db/migrator.js';

/** Pictures in rooms, made anew from what was uploaded. What no message used for a day is swept. */
export const migration: Migration = {
  async up(db) {
    const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
    await db.query(`
      CREATE TABLE attachments (
        id ${id} PRIMARY KEY,
        room_id ${id},
        user_id ${id},
        name VARCHAR(120) NOT NULL,
        width SMALLINT UNSIGNED NOT NULL,
        height SMALLINT UNSIGNED NOT NULL,
        full MEDIUMBLOB NOT NULL,
        preview MEDIUMBLOB NOT NULL,
        created_at DATETIME(3) NOT NULL,
        used_at DATETIME(3) NULL,
        KEY attachments_room (room_id, user_id),
        KEY attachments_unused (used_at, created_at),
        CONSTRAINT attachments_room FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE,
        CONSTRAINT attachments_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
  },
};
