import { startJournal } from './webhook-journal.js';
import type { WebhookListener } from './webhook-journal.js';

let listener: WebhookListener | undefined;

/** One listener for all files, so that the server never finds its endpoint away between two of them. */
export async function mochaGlobalSetup(): Promise<void> {
  listener = await startJournal();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await listener?.close();
}
