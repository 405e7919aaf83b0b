import type { LessonId } from '@seodang/contracts/ids';
import type { LessonEvent } from '@seodang/contracts/live/lesson-events';
import type { Sequelize } from 'sequelize';
import type { Now } from '@seodang/server-kit/clock';
import type { Tx } from '../db/transaction.js';
import type { Log } from '@seodang/server-kit/log';
import { OutboxTable } from './outbox.model.js';

export interface OutboxDeps {
  readonly db: Sequelize;
  /** Wakes the relay. It may fail: the relay looks by itself as well. */
  readonly poke: () => Promise<void>;
  readonly now: Now;
  readonly log: Log;
}

/** Where features put what everybody in a lesson has to hear, in the transaction that makes it so. @see docs/adr/0004-outbox.md */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #table: OutboxTable;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.#table = new OutboxTable(deps.db);
  }

  /** It is told if, and only if, this transaction is committed: at least once, and in the order of the lesson. */
  async add(tx: Tx, what: { readonly lessonId: LessonId; readonly event: LessonEvent }): Promise<void> {
    const { poke, now, log } = this.#deps;
    await this.#table.add(tx, { ...what, at: now() });
    tx.afterCommit(() => {
      poke().catch((error: unknown) => {
        log.debug({ err: error, lessonId: what.lessonId }, 'an event is left to the sweep');
      });
    });
  }
}
