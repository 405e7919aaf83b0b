import { isStoreAway } from '../platform/db/store-errors.js';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import type { Log } from '@seodang/server-kit/log';
import type { NodeReport } from '../recordings/index.js';
import type { ConnectionEvent, ConnectionListener, ConnectionOwner } from './connection-event.js';
import { MediaConnection } from './media-connection.model.js';
import {
  endsEachConnection,
  notAfter,
  toMediaEvent,
  UnreadableWebhook,
  type MediaEvent,
  type PresenceEvent,
  type RecordingEvent,
} from './media.rules.js';
import { toNodeReport } from './recorder.js';
import type { WebhookInbox, WebhookRow } from './webhook-inbox.model.js';

const BATCH = 50;
const TRIES = 5;
const RETRY_BASE_SEC = 1;
/** Webhooks hold addresses of people; what was applied is forgotten after this long. */
const KEPT_MS = 30 * 24 * 3_600_000;
const FORGOTTEN_AT_ONCE = 500;

export interface IntakeDeps {
  readonly inbox: WebhookInbox;
  readonly inTransaction: InTransaction;
  readonly listener: ConnectionListener;
  /** Hears of recordings, in the same way. */
  readonly recordingListener: (tx: Tx, reports: readonly NodeReport[]) => Promise<void>;
  readonly log: Log;
  /** Hears of each row that was settled, e.g. to measure. */
  readonly onSettled?: (state: 'applied' | 'ignored' | 'failed', row: WebhookRow) => void;
}

/**
 * Applies stored webhooks. Rows are taken under a lock that other workers step over, and are settled in the transaction
 * that applies them: a worker killed at any point leaves each row either applied once or still to be applied.
 */
export class WebhookIntake {
  readonly #deps: IntakeDeps;
  #running: Promise<number> | null = null;
  #again = false;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  /**
   * Applies all that is due. Called again meanwhile, it looks once more before it ends.
   *
   * @returns how many rows were worked off.
   * @throws when the database is away; nothing is lost then.
   */
  drain(): Promise<number> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#drain().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Forgets webhooks that were applied long ago. */
  async forgetOld(now: Date): Promise<void> {
    await this.#deps.inbox.forgetSettledBefore(new Date(now.getTime() - KEPT_MS), FORGOTTEN_AT_ONCE);
  }

  async #drain(): Promise<number> {
    let total = 0;
    for (;;) {
      this.#again = false;
      const taken = await this.#takeBatch();
      total += taken;
      // A poke that came while the last look found nothing would otherwise wait for the next sweep.
      if (taken === 0 && !this.#wasPoked()) return total;
    }
  }

  #wasPoked(): boolean {
    return this.#again;
  }

  async #takeBatch(): Promise<number> {
    const { inbox, inTransaction } = this.#deps;
    let rows: WebhookRow[] = [];
    try {
      const settled = await inTransaction(async (tx) => {
        rows = await inbox.claim(tx, BATCH);
        return this.#apply(tx, rows);
      });
      this.#report(settled);
    } catch (error) {
      if (isStoreAway(error) || rows.length === 0) throw error;
      for (const row of rows) await this.#applyAlone(row);
    }
    return rows.length;
  }

  /** One row in a transaction of its own, so that a poisoned one cannot hold up its neighbours. */
  async #applyAlone(row: WebhookRow): Promise<void> {
    const { inbox, inTransaction, log } = this.#deps;
    try {
      const settled = await inTransaction(async (tx) => {
        const claimed = await inbox.claimOne(tx, row.id);
        return claimed ? this.#apply(tx, [claimed]) : [];
      });
      this.#report(settled);
    } catch (error) {
      if (isStoreAway(error)) throw error;
      log.warn({ err: error, webhookId: row.id }, 'webhook could not be applied');
      await this.#noteFailure(row, error);
    }
  }

  async #noteFailure(row: WebhookRow, error: unknown): Promise<void> {
    const { inbox, inTransaction } = this.#deps;
    const final = error instanceof UnreadableWebhook || row.attempts + 1 >= TRIES;
    const failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const retryInSec = final ? null : RETRY_BASE_SEC * 2 ** row.attempts;
    await inTransaction((tx) => inbox.noteFailure(tx, row.id, { failure, retryInSec }));
    if (final) this.#deps.onSettled?.('failed', row);
  }

  async #apply(tx: Tx, rows: readonly WebhookRow[]): Promise<Settled[]> {
    const { inbox, listener, recordingListener } = this.#deps;
    const all = rows.map((row) => ({ row, event: readEvent(row) }));
    const recorded = all.flatMap(({ row, event }) =>
      event?.name === 'recording.changed' ? [{ row, event }] : [],
    );
    const read = all.flatMap(({ row, event }) =>
      event?.name === 'recording.changed' ? [] : [{ row, event }],
    );
    const owners = await this.#resolve(
      tx,
      read.flatMap(({ event }) => (event ? [event] : [])),
    );
    const settled: Settled[] = recorded.map(({ row }) => ({ row, state: 'applied' }));
    const learnt: ConnectionEvent[] = [];
    for (const { row, event } of read) {
      const heard = event ? await toConnectionEvents(tx, { event, row }, owners) : [];
      learnt.push(...heard);
      settled.push({ row, state: heard.length > 0 ? 'applied' : 'ignored' });
    }
    await noteInConnections(tx, learnt);
    if (learnt.length > 0) await listener(tx, learnt);
    if (recorded.length > 0) await recordingListener(tx, recorded.map(toReport));
    await inbox.settle(tx, idsIn(settled, 'applied'), 'applied');
    await inbox.settle(tx, idsIn(settled, 'ignored'), 'ignored');
    return settled;
  }

  /** Whose connections these events are about: our rows say so, else what the backend itself wrote into `serverData`. */
  async #resolve(tx: Tx, events: readonly PresenceEvent[]): Promise<Owners> {
    const ids = events.flatMap((event) => (event.name === 'session.closed' ? [] : [event.connectionId]));
    if (ids.length === 0) return new Map();
    const known = await MediaConnection.listByIds(ids, tx);
    const owners: Owners = new Map(known.map(({ id, owner, createdAt }) => [id, { owner, createdAt }]));
    for (const event of events) {
      if (event.name === 'session.closed' || owners.has(event.connectionId) || !event.serverData) continue;
      const { connectionId, lessonId, joinedAt, serverData } = event;
      const owner = { connectionId, lessonId, userId: serverData.userId, kind: serverData.kind };
      const createdAt = new Date(joinedAt);
      await MediaConnection.keep(owner, { at: createdAt, mayPublish: null }, tx);
      owners.set(connectionId, { owner, createdAt });
    }
    return owners;
  }

  #report(settled: readonly Settled[]): void {
    for (const { row, state } of settled) this.#deps.onSettled?.(state, row);
  }
}

interface Settled {
  readonly row: WebhookRow;
  readonly state: 'applied' | 'ignored';
}

type Owners = Map<string, { owner: ConnectionOwner; createdAt: Date }>;

function idsIn(settled: readonly Settled[], wanted: Settled['state']): string[] {
  return settled.flatMap(({ row, state }) => (state === wanted ? [row.id] : []));
}

interface Heard<Event extends PresenceEvent = PresenceEvent> {
  readonly event: Event;
  readonly row: WebhookRow;
}

function toReport({ row, event }: { row: WebhookRow; event: RecordingEvent }): NodeReport {
  return toNodeReport({ ...event, at: notAfter(row.receivedAt, event.at) });
}

function readEvent({ body }: WebhookRow): MediaEvent | null {
  return toMediaEvent(JSON.parse(body.toString('utf8')));
}

async function toConnectionEvents(tx: Tx, { event, row }: Heard, owners: Owners): Promise<ConnectionEvent[]> {
  if (event.name === 'session.closed') return toSessionEnd(tx, { event, row });
  const known = owners.get(event.connectionId);
  // Older than the connection itself, or of another lesson: a replayed or a forged body, kept but not believed.
  if (!known || known.owner.lessonId !== event.lessonId || event.joinedAt < known.createdAt.getTime())
    return [];
  const at = notAfter(row.receivedAt, event.joinedAt);
  const joined = { ...known.owner, name: 'joined' as const, at };
  if (event.name === 'connection.joined') return [joined];
  const leftAt = notAfter(row.receivedAt, event.leftAt);
  return [joined, { ...known.owner, name: 'left', at: leftAt, why: event.why }];
}

async function toSessionEnd(
  tx: Tx,
  { event, row }: Heard<Extract<PresenceEvent, { name: 'session.closed' }>>,
): Promise<ConnectionEvent[]> {
  const { lessonId, openedAt, closedAt, why } = event;
  const at = notAfter(row.receivedAt, closedAt);
  const made = await MediaConnection.listMadeBetween(lessonId, new Date(openedAt), new Date(closedAt), tx);
  return made.map(({ owner }) =>
    endsEachConnection(why)
      ? { ...owner, name: 'left', at, why }
      : { ...owner, name: 'gone', by: at, withSession: false },
  );
}

async function noteInConnections(tx: Tx, events: readonly ConnectionEvent[]): Promise<void> {
  const byConnection = events.toSorted((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
  for (const event of byConnection) {
    if (event.name === 'joined') await MediaConnection.noteJoined(event.connectionId, new Date(event.at), tx);
    if (event.name === 'left' || event.name === 'gone') {
      const at = new Date(event.name === 'left' ? event.at : event.by);
      await MediaConnection.noteEnded([event.connectionId], { at, closing: null }, tx);
    }
  }
}
