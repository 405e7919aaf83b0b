import { ACCESS_HINTS, type AccessHint } from '@seodang/contracts/chat-access';
import type { Redis } from 'ioredis';
import type { Tx } from '../platform/db/transaction.js';
import type { Log } from '@seodang/server-kit/log';

/**
 * Tells the chat-server, as soon as something is committed, that what it remembers of people and rooms may be wrong. It is
 * only a hint: whoever misses one asks again within a minute.
 */
export class AccessHints {
  readonly #deps: { readonly redis: Redis; readonly log: Log };

  constructor(deps: { readonly redis: Redis; readonly log: Log }) {
    this.#deps = deps;
  }

  /** Tells it now; nothing is thrown. */
  tell(...hints: readonly AccessHint[]): void {
    const { redis, log } = this.#deps;
    for (const hint of hints) {
      redis.publish(ACCESS_HINTS, JSON.stringify(hint)).catch((error: unknown) => {
        log.debug({ err: error, hint }, 'a hint was lost');
      });
    }
  }

  /** Tells it once this transaction is committed. */
  after(tx: Tx, ...hints: readonly AccessHint[]): void {
    tx.afterCommit(() => {
      this.tell(...hints);
    });
  }
}
