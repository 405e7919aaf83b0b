import { QueryTypes, type Sequelize } from 'sequelize';
import type { Tx } from '../platform/db/transaction.js';

/** A webhook as it came, waiting to be applied. */
export interface WebhookRow {
  readonly id: string;
  readonly body: Buffer;
  readonly receivedAt: Date;
  readonly attempts: number;
}

export interface InboxState {
  readonly state: 'new' | 'failed';
  readonly rows: number;
  readonly oldestAgeSec: number | null;
}

const COLUMNS = 'id, body, received_at AS receivedAt, attempts';

/** Webhooks in the order they came. Each body is kept once, however often it is delivered. Raw SQL: Sequelize drops SKIP LOCKED. */
export class WebhookInbox {
  readonly #db: Sequelize;

  constructor(db: Sequelize) {
    this.#db = db;
  }

  /** Stores a body; true when it is new, false when the same body was there before. */
  async store(webhook: { bodyHash: Buffer; event: string; body: Buffer }): Promise<boolean> {
    const [, affected] = await this.#db.query(
      `INSERT INTO webhook_inbox (body_hash, event, body) VALUES (:bodyHash, :event, :body)
       ON DUPLICATE KEY UPDATE duplicates = duplicates + 1`,
      { replacements: webhook, type: QueryTypes.INSERT },
    );
    return affected === 1;
  }

  /** Takes the oldest due rows that no other worker holds; they stay locked until the transaction ends. */
  claim(tx: Tx, limit: number): Promise<WebhookRow[]> {
    return this.#db.query<WebhookRow>(
      `SELECT ${COLUMNS} FROM webhook_inbox WHERE state = 'new' AND due_at <= NOW(3)
       ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED`,
      { replacements: { limit }, type: QueryTypes.SELECT, transaction: tx },
    );
  }

  /** Takes one row, unless it was settled or another worker holds it. */
  async claimOne(tx: Tx, id: string): Promise<WebhookRow | null> {
    const [row] = await this.#db.query<WebhookRow>(
      `SELECT ${COLUMNS} FROM webhook_inbox WHERE id = :id AND state = 'new' FOR UPDATE SKIP LOCKED`,
      { replacements: { id }, type: QueryTypes.SELECT, transaction: tx },
    );
    return row ?? null;
  }

  async settle(tx: Tx, ids: readonly string[], state: 'applied' | 'ignored'): Promise<void> {
    if (ids.length === 0) return;
    await this.#db.query(
      'UPDATE webhook_inbox SET state = :state, settled_at = NOW(3), failure = NULL WHERE id IN (:ids)',
      { replacements: { ids, state }, type: QueryTypes.UPDATE, transaction: tx },
    );
  }

  /** Counts a try that failed. The row is due again later, or failed for good when `retryInSec` is null. */
  async noteFailure(tx: Tx, id: string, try_: { failure: string; retryInSec: number | null }): Promise<void> {
    const { failure, retryInSec } = try_;
    const next =
      retryInSec === null
        ? "state = 'failed', settled_at = NOW(3)"
        : 'due_at = NOW(3) + INTERVAL :retryInSec SECOND';
    await this.#db.query(
      `UPDATE webhook_inbox SET attempts = attempts + 1, failure = :failure, ${next}
       WHERE id = :id AND state = 'new'`,
      {
        replacements: { id, failure: failure.slice(0, 500), retryInSec },
        type: QueryTypes.UPDATE,
        transaction: tx,
      },
    );
  }

  /** What waits and what failed: how many rows, and how long ago the first of them was due. */
  countUnapplied(): Promise<InboxState[]> {
    return this.#db.query<InboxState>(
      `SELECT state, COUNT(*) AS \`rows\`, TIMESTAMPDIFF(MICROSECOND, MIN(due_at), NOW(3)) / 1e6 AS oldestAgeSec
       FROM webhook_inbox WHERE state IN ('new', 'failed') GROUP BY state`,
      { type: QueryTypes.SELECT },
    );
  }

  /** Forgets webhooks that were settled long ago: they hold addresses of people. Failed ones stay until someone looked. */
  async forgetSettledBefore(before: Date, limit: number): Promise<void> {
    await this.#db.query(
      `DELETE FROM webhook_inbox WHERE state IN ('applied', 'ignored') AND due_at < :before LIMIT :limit`,
      { replacements: { before, limit } },
    );
  }
}
