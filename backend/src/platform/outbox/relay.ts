import { LESSON_EVENTS } from '@seodang/contracts/chat-access';
import type { Redis } from 'ioredis';
import type { Sequelize } from 'sequelize';
import { OutboxTable, type OutboxEntry } from './outbox.model.js';

export interface RelayDeps {
  readonly db: Sequelize;
  readonly redis: Redis;
}

/** In Redis beside the stream, set with each entry: what Redis has. A Redis that was emptied or fell back has less. */
const MARK = `${LESSON_EVENTS}:last`;
const LONGEST_STREAM = 10_000;
const BATCH = 200;

/**
 * Carries the outbox to the stream that the chat-server reads. An entry is marked as told after Redis has it, so that it is told
 * again rather than never when this process is killed in between; readers drop what they have, by `seq`.
 */
export class OutboxRelay {
  readonly #redis: Redis;
  readonly #table: OutboxTable;
  #running: Promise<number> = Promise.resolve(0);

  constructor({ db, redis }: RelayDeps) {
    this.#redis = redis;
    this.#table = new OutboxTable(db);
  }

  /** Tells everything that waits; one run at a time. @returns how many entries. @throws when a store is away */
  drain(): Promise<number> {
    this.#running = this.#running.catch(() => 0).then(() => this.#drain());
    return this.#running;
  }

  forgetOld(): Promise<number> {
    return this.#table.removeOld();
  }

  async #drain(): Promise<number> {
    let mark = await this.#tellAgain(Number((await this.#redis.get(MARK)) ?? 0));
    for (let told = 0; ;) {
      const waiting = await this.#table.listWaiting(BATCH);
      if (waiting.length === 0) return told;
      mark = await this.#tell(waiting, mark);
      await this.#table.markTold(waiting.map(({ id }) => id));
      told += waiting.length;
    }
  }

  /** What was told lately and Redis has no more. @returns the new mark */
  async #tellAgain(mark: number): Promise<number> {
    const last = await this.#table.lastTold();
    while (mark < last) {
      const lost = await this.#table.listTold(mark, BATCH);
      if (lost.length === 0) break;
      mark = await this.#tell(lost, mark);
    }
    return mark;
  }

  async #tell(entries: readonly OutboxEntry[], mark: number): Promise<number> {
    const next = entries.reduce((highest, { id }) => Math.max(highest, id), mark);
    const all = this.#redis.multi();
    for (const { envelope } of entries) {
      all.xadd(LESSON_EVENTS, 'MAXLEN', '~', LONGEST_STREAM, '*', 'event', JSON.stringify(envelope));
    }
    const answers = await all.set(MARK, String(next)).exec();
    const failure = answers?.find(([error]) => error !== null)?.[0];
    if (!answers || failure) throw failure ?? new Error('Redis took none of it');
    return next;
  }
}
