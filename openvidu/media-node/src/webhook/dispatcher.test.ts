import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { pino } from 'pino';
import { Metrics } from '../metrics.js';
import { until } from '@seodang/testing/until';
import { WebhookReceiver } from '../test/webhook-receiver.js';
import { WebhookDispatcher } from './dispatcher.js';
import { Outbox } from './outbox.js';

const EMITTER = fileURLToPath(new URL('../test/emitter.process.ts', import.meta.url));

describe('webhooks', () => {
  let folder: string;
  let receiver: WebhookReceiver;
  const log = pino({ level: 'silent' });
  const numbers = () => receiver.accepted.map(({ number }) => Number(number));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seodang-webhook-'));
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await receiver.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (nowMs: () => number = () => Date.now()) => {
    const clock = { now: nowMs };
    const { outbox } = await Outbox.open({ folder, isForDelivery: () => true, clock, log });
    const target = { url: receiver.url, headers: [['X-Seodang-Hook', 'hush']] as const };
    const dispatcher = new WebhookDispatcher({ outbox, target, clock, metrics: new Metrics(), log });
    dispatcher.start();
    const emit = (number: number) => {
      outbox.append({ sessionId: 's', uniqueSessionId: 's_1', timestamp: 1, event: 'signalSent', number });
    };
    const stop = async (withinMs = 0) => {
      await dispatcher.stop(withinMs);
      await outbox.close();
    };
    return { emit, stop, outbox };
  };

  it('come in order, with the headers that were asked for', async () => {
    const { emit, stop } = await start();
    for (let n = 0; n < 50; n += 1) emit(n);
    await until(() => numbers().length === 50, { what: 'all are there' });
    expect(numbers()).to.deep.equal([...Array(50).keys()]);
    expect(receiver.headers[0]).to.include({ 'x-seodang-hook': 'hush', 'content-type': 'application/json' });
    await stop();
  });

  it('are offered again until the answer is 200, and nothing overtakes', async () => {
    const answers = [500, 204, 301, 404];
    receiver.answer = () => answers.shift() ?? 200;
    const { emit, stop } = await start();
    for (const n of [1, 2, 3]) emit(n);
    await until(() => numbers().length === 3, { what: 'all are there', withinMs: 20_000 });
    expect(numbers()).to.deep.equal([1, 2, 3]);
    expect(receiver.attempts).to.equal(7);
    await stop();
  });

  it('are given up after a day', async () => {
    let nowMs = 0;
    receiver.answer = () => 500;
    const { emit, stop, outbox } = await start(() => nowMs);
    emit(1);
    await until(() => receiver.attempts > 0, { what: 'it is offered' });
    nowMs = 25 * 3600 * 1000;
    await until(() => outbox.size === 0, { what: 'it is given up', withinMs: 35_000 });
    receiver.answer = () => 200;
    emit(2);
    await until(() => numbers().length === 1, { what: 'the next is there' });
    expect(numbers()).to.deep.equal([2]);
    await stop();
  });

  it('wait on disk when the node stops, and go on when it starts', async () => {
    receiver.answer = () => null;
    const first = await start();
    for (const n of [1, 2, 3]) first.emit(n);
    await until(() => receiver.attempts > 0, { what: 'one is under way' });
    await first.stop(50);
    receiver.answer = () => 200;
    const second = await start();
    await until(() => numbers().length >= 3, { what: 'all are there' });
    expect(numbers()).to.deep.equal([1, 2, 3]);
    await second.stop();
  });

  it('survive a node that is killed again and again: none that was on disk is lost, and order is kept', async function () {
    this.timeout(60_000);
    const onDisk = new Set<number>();
    const run = async (first: number, count: number): Promise<ChildProcess> => {
      const child = spawn(process.execPath, [EMITTER, folder, receiver.url, String(first), String(count)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let isReady = false;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('ready')) isReady = true;
        for (const line of text.split('\n')) if (/^\d+$/.test(line)) onDisk.add(Number(line));
      });
      await until(() => isReady, { what: 'the node has started', withinMs: 30_000 });
      return child;
    };
    for (const round of [0, 1, 2]) {
      const before = receiver.accepted.length;
      // Enough that it is killed amid them, few enough that a busy disk has the last of them read and answered in time.
      const child = await run(round * 1000, 300);
      await until(() => receiver.accepted.length > before + 20, { what: 'delivery is under way' });
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const last = await run(9000, 1);
    await until(() => numbers().includes(9000), { what: 'the last one is there', withinMs: 30_000 });
    last.kill('SIGKILL');
    await once(last, 'exit');
    const first = [...new Set(numbers())];
    expect(first, 'order of first deliveries').to.deep.equal(first.toSorted((a, b) => a - b));
    expect(
      [...onDisk].filter((n) => !first.includes(n)),
      'lost',
    ).to.deep.equal([]);
    expect(onDisk.size).to.be.greaterThan(60);
  });
});
