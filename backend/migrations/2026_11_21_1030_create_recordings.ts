import type { Migration } from '../src/platform/db/migrator.js';

const ID = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';

/** In the order in which they name each other. */
const TABLES = [
  `CREATE TABLE recordings (
    id ${ID} NOT NULL PRIMARY KEY,
    lesson_id ${ID} NOT NULL,
    title VARCHAR(120) NOT NULL,
    node_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    node_started_at DATETIME(3) NOT NULL,
    node_status ENUM('started', 'stopped', 'failed', 'ready') NOT NULL,
    node_size BIGINT UNSIGNED NULL,
    node_duration_ms INT UNSIGNED NULL,
    node_seen_at DATETIME(3) NOT NULL,
    state ENUM('recording', 'processing', 'ready', 'failed') NOT NULL,
    started_at DATETIME(3) NOT NULL,
    stopped_at DATETIME(3) NULL,
    stop_reason VARCHAR(16) CHARACTER SET ascii NULL,
    stage ENUM('collect', 'verify', 'render', 'publish') NOT NULL DEFAULT 'collect',
    percent TINYINT UNSIGNED NOT NULL DEFAULT 0,
    is_paused BOOLEAN NOT NULL DEFAULT FALSE,
    attempt TINYINT UNSIGNED NOT NULL DEFAULT 1,
    version SMALLINT UNSIGNED NOT NULL DEFAULT 1,
    due_at DATETIME(3) NULL,
    lease_by ${ID} NULL,
    lease_host VARCHAR(64) NULL,
    lease_until DATETIME(3) NULL,
    failure VARCHAR(24) CHARACTER SET ascii NULL,
    failure_detail VARCHAR(500) NOT NULL DEFAULT '',
    flaws VARCHAR(250) CHARACTER SET ascii NOT NULL DEFAULT '',
    facts TEXT NULL,
    duration_ms INT UNSIGNED NULL,
    size_bytes BIGINT UNSIGNED NULL,
    published_version SMALLINT UNSIGNED NULL,
    has_raw BOOLEAN NOT NULL DEFAULT TRUE,
    visibility ENUM('enrolled', 'link', 'hidden') NOT NULL DEFAULT 'enrolled',
    share_key CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL,
    may_download BOOLEAN NOT NULL DEFAULT FALSE,
    trim_start_ms INT UNSIGNED NULL,
    trim_end_ms INT UNSIGNED NULL,
    chapters TEXT NULL,
    retain_until DATETIME(3) NULL,
    deleted_at DATETIME(3) NULL,
    purged_at DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    UNIQUE KEY recordings_node (node_id, node_started_at),
    KEY recordings_lesson (lesson_id, purged_at, started_at),
    KEY recordings_state (state, purged_at, due_at),
    KEY recordings_retention (purged_at, retain_until),
    KEY recordings_deleted (purged_at, deleted_at),
    KEY recordings_raw (has_raw, state),
    CONSTRAINT recordings_lesson FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE recording_renditions (
    recording_id ${ID} NOT NULL,
    version SMALLINT UNSIGNED NOT NULL,
    name ENUM('1080p', '720p', '480p', '240p', 'audio') NOT NULL,
    width SMALLINT UNSIGNED NULL,
    height SMALLINT UNSIGNED NULL,
    frame_rate DECIMAL(6, 3) NULL,
    bandwidth INT UNSIGNED NOT NULL,
    average_bandwidth INT UNSIGNED NOT NULL,
    codecs VARCHAR(64) CHARACTER SET ascii NOT NULL,
    segments MEDIUMTEXT CHARACTER SET ascii NOT NULL,
    size_bytes BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (recording_id, version, name),
    CONSTRAINT recording_renditions_of FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE recording_watches (
    recording_id ${ID} NOT NULL,
    user_id ${ID} NOT NULL,
    position_ms INT UNSIGNED NOT NULL,
    watched_ms INT UNSIGNED NOT NULL,
    ranges TEXT CHARACTER SET ascii NOT NULL,
    first_at DATETIME(3) NOT NULL,
    last_at DATETIME(3) NOT NULL,
    PRIMARY KEY (recording_id, user_id),
    KEY recording_watches_latest (recording_id, last_at, user_id),
    KEY recording_watches_user (user_id),
    CONSTRAINT recording_watches_of FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE,
    CONSTRAINT recording_watches_by FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE recording_bookmarks (
    id ${ID} NOT NULL PRIMARY KEY,
    recording_id ${ID} NOT NULL,
    user_id ${ID} NOT NULL,
    client_id ${ID} NOT NULL,
    at_ms INT UNSIGNED NOT NULL,
    note VARCHAR(2000) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY recording_bookmarks_once (recording_id, user_id, client_id),
    KEY recording_bookmarks_list (recording_id, user_id, at_ms),
    KEY recording_bookmarks_user (user_id),
    CONSTRAINT recording_bookmarks_of FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE,
    CONSTRAINT recording_bookmarks_by FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE recording_captions (
    recording_id ${ID} NOT NULL,
    lang VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    cues INT UNSIGNED NOT NULL,
    body MEDIUMTEXT NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (recording_id, lang),
    CONSTRAINT recording_captions_of FOREIGN KEY (recording_id) REFERENCES recordings (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE recording_ledger (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    recording_id ${ID} NOT NULL,
    lesson_id ${ID} NOT NULL,
    user_id ${ID} NULL,
    deed VARCHAR(32) CHARACTER SET ascii NOT NULL,
    detail VARCHAR(500) NOT NULL DEFAULT '',
    at DATETIME(3) NOT NULL,
    KEY recording_ledger_of (recording_id, id),
    KEY recording_ledger_lesson (lesson_id, id)
  )`,
];

/**
 * Recordings of lessons, what was made of them, and who watched.
 *
 * The media server uses its ids again after a deletion, so a recording is known by id and time of start. A row outlives what it
 * tells of: a late word of the media server must not bring back what was deleted.
 */
export const migration: Migration = {
  async up(db) {
    for (const table of TABLES) await db.query(table);
  },
};
