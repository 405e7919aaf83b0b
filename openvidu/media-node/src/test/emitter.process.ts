import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { Metrics } from '../metrics.js';
import { WebhookDispatcher } from '../webhook/dispatcher.js';
import { Outbox } from '../webhook/outbox.js';

/**
 * A process that is made to be killed: it emits numbered events and says which of them are on disk, which is when a
 * client would get its answer. Arguments: folder, URL, first number, how many.
 */
const [, , folder = '', url = '', first = '0', count = '0'] = process.argv;
const log = pino({ level: 'silent' });
const { outbox } = await Outbox.open({ folder, isForDelivery: () => true, clock: systemClock, log });
const metrics = new Metrics();
new WebhookDispatcher({ outbox, target: { url, headers: [] }, clock: systemClock, metrics, log }).start();
const { journal } = outbox;
let said = 0;
journal.onSync(() => {
  for (; said < journal.synced; said += 1) process.stdout.write(`${Number(first) + said}\n`);
});
process.stdout.write('ready\n');
for (let n = 0; n < Number(count); n += 1) {
  const scope = { sessionId: 'math', uniqueSessionId: 'math_1', timestamp: Date.now() };
  outbox.append({ ...scope, event: 'signalSent', number: Number(first) + n });
  if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}
