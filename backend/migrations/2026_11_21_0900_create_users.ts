import type { Migration } from '../src/platform/db/migrator.js';

export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE users (
        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        name VARCHAR(80) NOT NULL,
        password_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        language ENUM('ko', 'en') NOT NULL,
        time_zone VARCHAR(64) NOT NULL,
        suspended_at DATETIME(3) NULL,
        created_at DATETIME(3) NOT NULL,
        UNIQUE KEY users_email (email)
      )`);
    await db.query(`
      CREATE TABLE user_roles (
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        role ENUM('student', 'instructor', 'operator') NOT NULL,
        PRIMARY KEY (user_id, role),
        CONSTRAINT user_roles_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
  },
};
