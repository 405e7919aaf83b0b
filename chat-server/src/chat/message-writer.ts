import { setTimeout as delay } from 'node:timers/promises';
import type { RoomId } from '@seodang/contracts/ids';
import { AppError } from '@seodang/server-kit/errors';
import { gathering } from '../platform/gathering.js';
import { unavailable } from '../platform/store-errors.js';
import type { Draft, MessageRow } from './message.row.js';
import type { MessageStore } from './message.store.js';
import type { Places } from './places.js';

interface Pending {
  readonly draft: Draft;
  readonly key: string;
  readonly stored: Promise<Stored>;
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: Error) => void;
}

/** A message in its place; `isNew` unless it had been stored when it was sent before. */
export interface Stored {
  readonly row: MessageRow;
  readonly isNew: boolean;
}

export interface WriterOptions {
  readonly store: Pick<MessageStore, 'insert' | 'findTwin'>;
  readonly places: Places;
  /** Told of each batch that is in the journal, in the order of the places, before anybody who waits for it. */
  readonly onStored: (rows: readonly MessageRow[]) => void;
  /** From one commit to the next, unless very many wait. */
  readonly commitEveryMs?: number;
  /** After so long without an answer the store counts as away, whatever its driver waits for. */
  readonly answerWithinMs?: number;
}

const AT_ONCE = 500;
/** Who speaks into silence waits for nothing; in a lively school several share what one commit costs. */
const COMMIT_EVERY_MS = 30;
/** As soon as so many wait, a commit is well shared and comes earlier. */
const WELL_SHARED = 8;
const EARLY_COMMIT_EVERY_MS = 15;
/** Longer than all that the driver has limits for. */
const ANSWER_WITHIN_MS = 10_000;
const WAITING_IN_A_ROOM = 1_000;
const WAITING = 20_000;
const ROUNDS = 100;

/**
 * Gives each message the next place of its room and stores it. Whatever comes while one batch is on its way to the
 * journal is the next batch, so that the cost of a commit is shared by all who wait for it.
 *
 * @see docs/adr/0027-one-sequence-per-room.md
 */
export class MessageWriter {
  readonly #options: WriterOptions;
  readonly #waiting: Pending[] = [];
  readonly #byKey = new Map<string, Pending>();
  readonly #inRoom = new Map<RoomId, number>();
  #running: Promise<void> | null = null;
  #committedAt = -Infinity;
  /** Ends the waiting for others, if anybody waits for them. */
  #onWellShared: (() => void) | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the message is in the journal. A draft with the client id of one that is stored, or on its way, gives
   * that one.
   *
   * @throws {AppError} `chat.unavailable` when the store is away or too many wait for it: it may be stored nevertheless,
   *   and sending it again does no harm.
   */
  append(draft: Draft): Promise<Stored> {
    const key = `${draft.roomId} ${draft.author.id} ${draft.clientId}`;
    const twin = this.#byKey.get(key);
    if (twin) return twin.stored.then(({ row }) => ({ row, isNew: false }));
    const before = this.#inRoom.get(draft.roomId) ?? 0;
    if (before >= WAITING_IN_A_ROOM || this.#byKey.size >= WAITING) {
      return Promise.reject(new AppError('chat.unavailable', { retryAfterSec: 5 }));
    }
    const { promise: stored, resolve, reject } = withResolvers<Stored>();
    const pending = { draft, key, stored, resolve, reject };
    this.#inRoom.set(draft.roomId, before + 1);
    this.#byKey.set(key, pending);
    this.#waiting.push(pending);
    if (this.#waiting.length === WELL_SHARED) this.#onWellShared?.();
    this.#running ??= this.#run();
    return stored;
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Who was read from the same packet comes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#gather();
      this.#committedAt = performance.now();
      const batch = this.#waiting.splice(0, AT_ONCE);
      await this.#write(batch);
    }
    this.#running = null;
  }

  async #gather(): Promise<void> {
    const { commitEveryMs = COMMIT_EVERY_MS } = this.#options;
    const early = this.#leftMs(Math.min(commitEveryMs, EARLY_COMMIT_EVERY_MS));
    if (early > 0 && this.#waiting.length < AT_ONCE) await delay(early);
    const late = this.#leftMs(commitEveryMs);
    if (late > 0 && this.#waiting.length < WELL_SHARED) await this.#othersWithin(late);
  }

  #leftMs(everyMs: number): number {
    return this.#committedAt + everyMs - performance.now();
  }

  async #othersWithin(ms: number): Promise<void> {
    const { gathered, hurry } = gathering(ms);
    this.#onWellShared = hurry;
    await gathered;
    this.#onWellShared = null;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    let left = batch;
    try {
      for (let round = 0; left.length > 0; round++) {
        if (round > ROUNDS) throw new Error('others were always first');
        left = await within(this.#writeSome(left), this.#options.answerWithinMs ?? ANSWER_WITHIN_MS);
      }
    } catch (error) {
      const failure = unavailable(error);
      for (const pending of left) {
        this.#settle(pending);
        pending.reject(failure);
      }
    }
  }

  /** Stores as many as go, and gives those that are left. */
  async #writeSome(batch: readonly Pending[]): Promise<readonly Pending[]> {
    const { store, places, onStored } = this.#options;
    const rows = await this.#place(batch);
    const count = await store.insert(rows);
    const stored = rows.slice(0, count);
    for (const { roomId, seq } of stored) places.know(roomId, seq);
    if (stored.length > 0) onStored(stored);
    for (const [at, row] of stored.entries()) this.#done(batch[at], { row, isNew: true });
    const [refused, ...rest] = batch.slice(count);
    if (!refused) return [];
    const twin = await store.findTwin(refused.draft);
    if (twin) {
      this.#done(refused, { row: twin, isNew: false });
      return rest;
    }
    await places.ask(refused.draft.roomId);
    return [refused, ...rest];
  }

  async #place(batch: readonly Pending[]): Promise<MessageRow[]> {
    const { places } = this.#options;
    const next = new Map<RoomId, number>();
    const rooms = new Set(batch.map(({ draft }) => draft.roomId));
    await Promise.all(Array.from(rooms, async (roomId) => next.set(roomId, (await places.last(roomId)) + 1)));
    return batch.map(({ draft }) => {
      const seq = next.get(draft.roomId) ?? 1;
      next.set(draft.roomId, seq + 1);
      return { ...draft, seq };
    });
  }

  #done(pending: Pending | undefined, stored: Stored): void {
    if (!pending) return;
    this.#settle(pending);
    pending.resolve(stored);
  }

  #settle(pending: Pending): void {
    const { key, draft } = pending;
    // An answer that came too late is about one that is settled already, and may have been sent again.
    if (this.#byKey.get(key) !== pending) return;
    this.#byKey.delete(key);
    const { roomId } = draft;
    const others = (this.#inRoom.get(roomId) ?? 1) - 1;
    if (others > 0) this.#inRoom.set(roomId, others);
    else this.#inRoom.delete(roomId);
  }
}

/** @throws {Error} when it takes longer; what comes of it later is nobody's business. */
function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, resolve, reject } = withResolvers<T>();
  const timer = setTimeout(() => {
    reject(new Error(`no answer within ${ms} ms`));
  }, ms);
  void work.then(resolve, reject).finally(() => {
    clearTimeout(timer);
  });
  return promise;
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}
