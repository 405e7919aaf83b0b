import type { OutboxRelay } from './relay.js';

/** Tells what waits in the outbox; the payload is empty, since the rows are in SQL. */
export function relayJob(relay: Pick<OutboxRelay, 'drain'>) {
  return async (): Promise<{ told: number }> => ({ told: await relay.drain() });
}
