import type { Migration } from '../src/platform/db/migrator.js';

/** A sign-in is a family of refresh tokens: each use makes the next, and reuse of an old one ends the whole family. */
export const migration: Migration = {
  async up(db) {
    await db.query(`
      CREATE TABLE sign_ins (
        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        device_hash BINARY(32) NOT NULL,
        created_at DATETIME(3) NOT NULL,
        expires_at DATETIME(3) NOT NULL,
        ended_at DATETIME(3) NULL,
        end_reason ENUM('signed-out', 'token-reused') NULL,
        KEY sign_ins_user (user_id, expires_at),
        CONSTRAINT sign_ins_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await db.query(`
      CREATE TABLE refresh_tokens (
        token_hash BINARY(32) NOT NULL PRIMARY KEY,
        sign_in_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        expires_at DATETIME(3) NOT NULL,
        used_at DATETIME(3) NULL,
        successor_salt BINARY(32) NULL,
        KEY refresh_tokens_sign_in (sign_in_id),
        CONSTRAINT refresh_tokens_sign_in FOREIGN KEY (sign_in_id) REFERENCES sign_ins (id) ON DELETE CASCADE
      )`);
  },
};
