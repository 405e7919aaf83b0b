import { MessageId } from '@seodang/contracts/ids';
import type { Connection } from 'mongoose';
import { FormerTextStore } from './chat/former-text.store.js';
import { MessageStore } from './chat/message.store.js';
import type { Now } from '@seodang/server-kit/clock';
import { firstIdSince } from '@seodang/server-kit/ids';
import { ReportStore } from './reports/report.store.js';
import { HeadStore } from './rooms/head.store.js';
import { PointerStore } from './rooms/pointer.store.js';

const REPAIRED_MS = 10 * 60_000;

/** Everything that is kept. */
export interface Stores {
  readonly messages: MessageStore;
  readonly formerTexts: FormerTextStore;
  readonly heads: HeadStore;
  readonly pointers: PointerStore;
  readonly reports: ReportStore;
}

export function openStores(connection: Connection): Stores {
  return {
    messages: new MessageStore(connection),
    formerTexts: new FormerTextStore(connection),
    heads: new HeadStore(connection),
    pointers: new PointerStore(connection),
    reports: new ReportStore(connection),
  };
}

/** Makes the indexes that are missing, and what a replica that was killed left undone: heads behind their rooms. */
export async function prepareStores(
  { messages, formerTexts, heads, pointers, reports }: Stores,
  now: Now,
): Promise<void> {
  await Promise.all([messages, formerTexts, pointers, reports].map((store) => store.createIndexes()));
  const since = new Date(now().getTime() - REPAIRED_MS);
  const newest = await messages.newestSince(firstIdSince(MessageId, since));
  await Promise.all(newest.map((row) => heads.advance(row)));
}
