import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { until } from '@seodang/testing/until';
import { Outbox } from './outbox.js';
import type { WebhookPayload } from './webhook-payload.js';

const of = (event: string, fields: Record<string, unknown> = {}): WebhookPayload => ({
  ...{ sessionId: 'math', uniqueSessionId: 'math_1', timestamp: 1000, event },
  ...fields,
});

describe('the outbox', () => {
  let folder: string;
  let nowMs = 10_000;
  const open = (wanted: (event: string) => boolean = () => true) =>
    Outbox.open({
      folder,
      isForDelivery: wanted,
      clock: { now: () => nowMs },
      log: pino({ level: 'silent' }),
    });
  const synced = (outbox: Outbox) =>
    until(() => outbox.journal.synced === outbox.journal.written, { what: 'all is on disk' });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-outbox-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keeps what waits over a restart, in order, without what was settled', async () => {
    const { outbox } = await open();
    for (const number of [1, 2, 3]) outbox.append(of('signalSent', { number }));
    await synced(outbox);
    const { head } = outbox;
    if (head) outbox.settle(head);
    await outbox.close();
    const { outbox: next } = await open();
    expect(next.size).to.equal(2);
    expect(next.head?.payload.number).to.equal(2);
    next.append(of('signalSent', { number: 4 }));
    expect(next.size).to.equal(3);
    await next.close();
  });

  it('gives nothing out before it is on disk', async () => {
    const { outbox } = await open();
    outbox.append(of('signalSent'));
    expect(outbox.head).to.equal(null);
    await synced(outbox);
    expect(outbox.head?.payload.event).to.equal('signalSent');
    await outbox.close();
  });

  it('ends what a crash left open, at the last time the node is known to have lived', async () => {
    const { outbox } = await open((event) => event === 'participantLeft');
    outbox.append(of('sessionCreated'));
    nowMs = 61_000;
    outbox.append(of('participantJoined', { connectionId: 'con_A' }));
    await synced(outbox);
    await outbox.close();
    const { outbox: next, endings } = await open((event) => event === 'participantLeft');
    expect(endings.map(({ event }) => event)).to.deep.equal(['participantLeft', 'sessionDestroyed']);
    expect(next.size, 'only the wanted one waits').to.equal(1);
    expect(next.head?.payload).to.include({ reason: 'nodeCrashed', timestamp: 61_000, duration: 60 });
    await next.close();
    const { endings: again } = await open();
    expect(again, 'once is enough').to.deep.equal([]);
  });

  it('bears a line that a crash tore', async () => {
    const { outbox } = await open();
    for (const number of [1, 2]) outbox.append(of('signalSent', { number }));
    await synced(outbox);
    await outbox.close();
    const path = join(folder, 'events.journal');
    const [line = ''] = (await readFile(path, 'utf8')).split('\n').slice(-2);
    await appendFile(path, line.slice(0, -20));
    const { outbox: next } = await open();
    expect(next.size).to.equal(2);
    await next.close();
  });

  it('takes no space for what is long delivered', async () => {
    const { outbox } = await open();
    const path = join(folder, 'events.journal');
    const data = 'x'.repeat(10_000);
    let most = 0;
    for (let number = 0; number < 3000; number += 1) {
      outbox.append(of('signalSent', { number, data }));
      if (number % 50 > 0) continue;
      await synced(outbox);
      for (let { head } = outbox; head; { head } = outbox) outbox.settle(head);
      most = Math.max(most, (await stat(path)).size);
    }
    await synced(outbox);
    expect(most).to.be.lessThan(12 * 1024 * 1024);
    await outbox.close();
    const { outbox: next } = await open();
    expect(next.size).to.be.lessThan(51);
    await next.close();
  });
});
