import type { Migration } from '../src/platform/db/migrator.js';

export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE categories (
        id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        name_ko VARCHAR(60) NOT NULL,
        name_en VARCHAR(60) NOT NULL,
        position SMALLINT UNSIGNED NOT NULL
      )`);
    await db.query(`
      CREATE TABLE courses (
        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        instructor_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        category_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        title VARCHAR(120) NOT NULL,
        description TEXT NOT NULL,
        language ENUM('ko', 'en') NOT NULL,
        capacity SMALLINT UNSIGNED NOT NULL,
        cover_glyph VARCHAR(8) NOT NULL,
        cover_from CHAR(7) CHARACTER SET ascii NOT NULL,
        cover_to CHAR(7) CHARACTER SET ascii NOT NULL,
        created_at DATETIME(3) NOT NULL,
        KEY courses_instructor (instructor_id),
        KEY courses_category (category_id),
        CONSTRAINT courses_instructor FOREIGN KEY (instructor_id) REFERENCES users (id),
        CONSTRAINT courses_category FOREIGN KEY (category_id) REFERENCES categories (id)
      )`);
    await db.query(`
      CREATE TABLE enrolments (
        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        course_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        state ENUM('enrolled', 'waiting', 'cancelled') NOT NULL,
        created_at DATETIME(3) NOT NULL,
        UNIQUE KEY enrolments_user_course (user_id, course_id),
        KEY enrolments_course_state (course_id, state),
        CONSTRAINT enrolments_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT enrolments_course FOREIGN KEY (course_id) REFERENCES courses (id)
      )`);
  },
};
