import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../session/ports.js';
import { Journal, readJournal } from './journal.js';
import type { JournalRecord } from './journal-record.js';
import { OpenThings } from './open-things.js';
import type { WebhookPayload } from './webhook-payload.js';

const FILE = 'events.journal';
const MAX_PENDING = 100_000;
const COMPACT_AT_BYTES = 8 * 1024 * 1024;
const ALIVE_EVERY_MS = 5000;

export interface OutboxDeps {
  readonly folder: string;
  readonly isForDelivery: (event: string) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onSynced?: (sec: number) => void;
}

export interface PendingEvent {
  readonly sequence: number;
  readonly atMs: number;
  readonly payload: WebhookPayload;
}

/**
 * The events of this node that wait for delivery, in their order, on disk. It also knows what has begun and not
 * ended, so that a node that died can end it when it starts again.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #open = new OpenThings();
  #pending: PendingEvent[] = [];
  #positions = new Map<number, number>();
  #nextSequence = 1;
  #aliveAtMs = 0;
  #dropped = 0;
  #journal: Journal | null = null;
  #aliveTimer: NodeJS.Timeout | null = null;

  private constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /**
   * Opens the outbox in a folder. What was open when the node died is ended, at the last time it is known to have
   * lived.
   *
   * @returns The outbox and the events that it ended so, which wait for delivery like all others.
   */
  static async open(deps: OutboxDeps): Promise<{ outbox: Outbox; endings: readonly WebhookPayload[] }> {
    const outbox = new Outbox(deps);
    const path = join(deps.folder, FILE);
    const { records, torn } = await readJournal(path);
    for (const record of records) outbox.#replay(record);
    if (torn > 0) deps.log.warn({ torn }, 'journal had torn lines');
    const endings = outbox.#open.endings(outbox.#aliveAtMs, 'nodeCrashed');
    for (const payload of endings) outbox.#take(payload);
    if (endings.length > 0) deps.log.warn({ endings: endings.length }, 'ended what a crash left open');
    const { log, onSynced } = deps;
    outbox.#journal = await Journal.start({
      ...{ path, log, compactAtBytes: COMPACT_AT_BYTES },
      snapshot: () => outbox.#snapshot(),
      ...(onSynced && { onSynced }),
    });
    outbox.#aliveTimer = setInterval(() => {
      outbox.#noteAlive();
    }, ALIVE_EVERY_MS);
    outbox.#aliveTimer.unref();
    return { outbox, endings };
  }

  get journal(): Journal {
    if (!this.#journal) throw new Error('The outbox is not open.');
    return this.#journal;
  }

  get size(): number {
    return this.#pending.length;
  }

  /** The first event that waits for delivery and that a crash cannot take any more. */
  get head(): PendingEvent | null {
    const [first] = this.#pending;
    if (!first) return null;
    return (this.#positions.get(first.sequence) ?? 0) <= this.journal.synced ? first : null;
  }

  append(payload: WebhookPayload): void {
    const event = this.#take(payload);
    const isForDelivery = this.#deps.isForDelivery(payload.event);
    this.journal.append({ kind: 'event', ...event, isForDelivery }, { isAwaited: true });
    if (isForDelivery) this.#positions.set(event.sequence, this.journal.written);
  }

  /** The event is delivered, or given up. */
  settle({ sequence }: PendingEvent): void {
    if (this.#pending[0]?.sequence !== sequence) return;
    this.#pending.shift();
    this.#positions.delete(sequence);
    this.#journal?.append({ kind: 'settled', sequence }, { isAwaited: false });
  }

  async close(): Promise<void> {
    if (this.#aliveTimer) clearInterval(this.#aliveTimer);
    await this.journal.close();
  }

  #take(payload: WebhookPayload): PendingEvent {
    const event = { sequence: this.#nextSequence, atMs: this.#deps.clock.now(), payload };
    this.#nextSequence += 1;
    this.#open.apply(payload);
    if (this.#deps.isForDelivery(payload.event)) this.#enqueue(event);
    return event;
  }

  #enqueue(event: PendingEvent): void {
    this.#pending.push(event);
    if (this.#pending.length <= MAX_PENDING) return;
    const [oldest] = this.#pending;
    this.#dropped += 1;
    if (this.#dropped % 1000 === 1)
      this.#deps.log.error({ dropped: this.#dropped, sequence: oldest?.sequence }, 'webhook outbox is full');
    if (oldest) this.settle(oldest);
  }

  #noteAlive(): void {
    this.#aliveAtMs = this.#deps.clock.now();
    if (this.#open.isEmpty) return;
    this.journal.append({ kind: 'alive', atMs: this.#aliveAtMs }, { isAwaited: false });
  }

  #replay(record: JournalRecord): void {
    switch (record.kind) {
      case 'event':
        this.#open.apply(record.payload);
        this.#aliveAtMs = Math.max(this.#aliveAtMs, record.atMs);
        this.#nextSequence = record.sequence + 1;
        if (record.isForDelivery) this.#pending.push(record);
        return;
      case 'settled':
        this.#nextSequence = Math.max(this.#nextSequence, record.sequence + 1);
        while (this.#pending[0] && this.#pending[0].sequence <= record.sequence) this.#pending.shift();
        return;
      case 'waiting':
        this.#nextSequence = record.sequence + 1;
        this.#pending.push(record);
        return;
      case 'alive':
        this.#aliveAtMs = Math.max(this.#aliveAtMs, record.atMs);
        return;
      case 'open':
        this.#open.apply(record.payload);
    }
  }

  #snapshot(): JournalRecord[] {
    return [
      ...this.#open.beginnings.map((payload): JournalRecord => ({ kind: 'open', payload })),
      { kind: 'settled', sequence: (this.#pending[0]?.sequence ?? this.#nextSequence) - 1 },
      { kind: 'alive', atMs: this.#aliveAtMs },
      ...this.#pending.map((event): JournalRecord => ({ kind: 'waiting', ...event })),
    ];
  }
}
