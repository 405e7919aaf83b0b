import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The figures of one replica. Each has its own registry, so that two may live in one test. */
export function createMetrics(): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service: 'chat-server' });
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Counts batches of messages that were stored. */
export function countStored(registry: Registry): (messages: number) => void {
  const total = new Counter({
    name: 'chat_messages_stored_total',
    help: 'Messages that this replica wrote into the journal.',
    registers: [registry],
  });
  const batches = new Histogram({
    name: 'chat_batch_messages',
    help: 'Messages that shared one commit.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [registry],
  });
  return (messages) => {
    total.inc(messages);
    batches.observe(messages);
  };
}
