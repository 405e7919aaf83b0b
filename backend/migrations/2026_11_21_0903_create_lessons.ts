import type { Migration } from '../src/platform/db/migrator.js';

export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE lessons (
        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        course_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        title VARCHAR(120) NOT NULL,
        starts_at DATETIME(3) NOT NULL,
        duration_min SMALLINT UNSIGNED NOT NULL,
        time_zone VARCHAR(64) NOT NULL,
        state ENUM('scheduled', 'live', 'ended', 'cancelled') NOT NULL,
        started_at DATETIME(3) NULL,
        ended_at DATETIME(3) NULL,
        created_at DATETIME(3) NOT NULL,
        KEY lessons_course_state (course_id, state, starts_at),
        KEY lessons_state (state, ended_at),
        CONSTRAINT lessons_course FOREIGN KEY (course_id) REFERENCES courses (id),
        CONSTRAINT lessons_times CHECK (
          (state <> 'live' OR (started_at IS NOT NULL AND ended_at IS NULL))
          AND (state <> 'ended' OR (started_at IS NOT NULL AND ended_at IS NOT NULL))
        )
      )`);
  },
};
