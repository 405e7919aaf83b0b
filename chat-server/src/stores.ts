import { MessageId, type RoomId } from '@seodang/contracts/ids';
import type { Connection } from 'mongoose';
import { FormerTextStore } from './chat/former-text.store.js';
import type { MessageRow } from './chat/message.row.js';
import { MessageStore } from './chat/message.store.js';
import { SegmentStore } from './chat/segment.store.js';
import { summaryAt } from './chat/thread-summaries.js';
import type { Now } from '@seodang/server-kit/clock';
import { firstIdSince } from '@seodang/server-kit/ids';
import { ReportStore } from './reports/report.store.js';
import { HeadStore } from './rooms/head.store.js';
import { PointerStore } from './rooms/pointer.store.js';

const REPAIRED_MS = 10 * 60_000;

/** Everything that is kept. */
export interface Stores {
  readonly messages: MessageStore;
  readonly segments: SegmentStore;
  readonly formerTexts: FormerTextStore;
  readonly heads: HeadStore;
  readonly pointers: PointerStore;
  readonly reports: ReportStore;
}

export function openStores(connection: Connection): Stores {
  return {
    messages: new MessageStore(connection),
    segments: new SegmentStore(connection),
    formerTexts: new FormerTextStore(connection),
    heads: new HeadStore(connection),
    pointers: new PointerStore(connection),
    reports: new ReportStore(connection),
  };
}

/**
 * Makes the indexes that are missing, and what a replica that was killed left undone: ends behind their rooms, people who
 * have not read what they wrote, and messages that do not tell of their answers.
 */
export async function prepareStores(stores: Stores, now: Now): Promise<void> {
  const { messages, segments, formerTexts, heads, pointers, reports } = stores;
  await Promise.all(
    [messages, segments, formerTexts, pointers, reports].map((store) => store.createIndexes()),
  );
  const newestAt = (await messages.newest())?.sentAt ?? now();
  // Nothing is said while nobody runs: however long that was, it is the end of what was said that counts.
  const since = new Date(Math.min(newestAt.getTime(), now().getTime()) - REPAIRED_MS);
  const newest = new Map<RoomId, MessageRow>();
  for await (const row of messages.since(firstIdSince(MessageId, since))) {
    const { roomId, seq, author } = row;
    if (seq > (newest.get(roomId)?.seq ?? 0)) newest.set(roomId, row);
    pointers.wrote({ userId: author.id, roomId, seq });
  }
  await Promise.all(Array.from(newest.values(), (row) => heads.advance(row)));
  for (const answer of newest.values()) await summariseAgain(answer, stores);
}

async function summariseAgain(answer: MessageRow, { messages, heads }: Stores): Promise<void> {
  if (!answer.parent) return;
  const asked = await messages.summariseThread(answer.parent, summaryAt(answer));
  if (asked) await heads.change(asked);
}
