import { setTimeout as pause } from 'node:timers/promises';
import { pumpMedia, RtcReceiver, RtcSender } from '@seodang/media-node/janus/test/rtc-peer';
import { cpuMicros, residentKB } from '../run/process-cost.js';
import { median } from '../run/statistics.js';
import type { Figure } from '../run/report.js';
import { BareJanus, ThroughNode, type Forwarder } from './forwarder.js';

export interface ForwardingPlan {
  readonly subscribers: readonly number[];
  /** How often each of the two is measured, in turns. */
  readonly turns: number;
  readonly windowMs: number;
}

interface Measured {
  readonly microsPerPacket: number;
  /** What of it is not Janus'. */
  readonly ownMicrosPerPacket: number;
  readonly kbPerSubscriber: number;
  readonly lossPercent: number;
}

/** Receivers whose packets are counted; counting all of them would cost more than forwarding. */
const SAMPLED = 3;
const SET_UP_AT_ONCE = 10;
const WARM_UP_MS = 2000;

/** CPU for each forwarded packet and memory for each subscriber, through the node against Janus alone. */
export async function measureForwarding(
  plan: ForwardingPlan,
): Promise<{ figures: Figure[]; notes: string[] }> {
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const subscribers of plan.subscribers) {
    const bare: Measured[] = [];
    const through: Measured[] = [];
    for (let turn = 0; turn < plan.turns; turn++) {
      bare.push(await measureTwiceAtMost(() => BareJanus.start(), subscribers, plan.windowMs));
      through.push(await measureTwiceAtMost(() => ThroughNode.start(), subscribers, plan.windowMs));
    }
    figures.push(...compare(subscribers, bare, through));
    const loss = [...bare, ...through].map(({ lossPercent }) => lossPercent.toFixed(2)).join(', ');
    const own = median(through.map(({ ownMicrosPerPacket }) => ownMicrosPerPacket)).toFixed(2);
    notes.push(`1 to ${subscribers}: the node itself uses ${own} µs for a packet; packets lost ${loss} %.`);
  }
  return { figures, notes };
}

function compare(subscribers: number, bare: readonly Measured[], through: readonly Measured[]): Figure[] {
  const figure = (name: string, unit: string, key: keyof Measured): Figure => ({
    name: `${name}, 1 to ${subscribers}`,
    unit,
    value: median(through.map((measured) => measured[key])),
    baseline: { name: 'Janus alone', value: median(bare.map((measured) => measured[key])) },
    samples: [...through, ...bare].map((measured) => measured[key]),
  });
  return [
    { ...figure('CPU for a forwarded packet', 'µs', 'microsPerPacket'), target: { ratio: 1.05 } },
    figure('memory for a subscriber', 'KB', 'kbPerSubscriber'),
  ];
}

/** On a machine that is busy with other things a receiver may fail to connect, which says nothing of the cost. */
async function measureTwiceAtMost(
  start: () => Promise<Forwarder>,
  subscribers: number,
  windowMs: number,
): Promise<Measured> {
  try {
    return await measure(await start(), subscribers, windowMs);
  } catch (error) {
    console.error(`1 to ${subscribers} is measured again: ${String(error)}`);
    return measure(await start(), subscribers, windowMs);
  }
}

async function measure(forwarder: Forwarder, subscribers: number, windowMs: number): Promise<Measured> {
  const sender = new RtcSender();
  const receivers: RtcReceiver[] = [];
  try {
    sender.accept(await forwarder.publish(await sender.offer()));
    await sender.connected;
    const pump = pumpMedia(sender);
    const kbBefore = sum(forwarder.pids.map(residentKB));
    while (receivers.length < subscribers) await addReceivers(forwarder, receivers, subscribers);
    await pause(WARM_UP_MS);
    const kbPerSubscriber = (sum(forwarder.pids.map(residentKB)) - kbBefore) / subscribers;
    const window = await observe(forwarder, { receivers, pump, windowMs });
    pump.stop();
    return { ...window, kbPerSubscriber };
  } finally {
    for (const receiver of receivers) receiver.close();
    sender.close();
    await forwarder.stop();
  }
}

async function addReceivers(forwarder: Forwarder, receivers: RtcReceiver[], most: number): Promise<void> {
  const batch = Math.min(SET_UP_AT_ONCE, most - receivers.length);
  const added = await Promise.all(
    Array.from({ length: batch }, async (_, nth) => {
      const receiver = new RtcReceiver({ count: receivers.length + nth < SAMPLED });
      const subscription = await forwarder.subscribe();
      await subscription.answer(await receiver.answer(subscription.sdpOffer));
      await receiver.connected;
      return receiver;
    }),
  );
  receivers.push(...added);
}

interface Scene {
  readonly receivers: readonly RtcReceiver[];
  readonly pump: { sent(): number };
  readonly windowMs: number;
}

async function observe(forwarder: Forwarder, { receivers, pump, windowMs }: Scene) {
  const sampled = receivers.slice(0, SAMPLED);
  const received = () => sum(sampled.map(({ packets }) => packets)) / sampled.length;
  const cpu = () => forwarder.pids.map(cpuMicros);
  const before = { cpu: cpu(), received: received(), sent: pump.sent() };
  await pause(windowMs);
  const each = received() - before.received;
  const perPacket = cpu().map((now, nth) => (now - (before.cpu[nth] ?? 0)) / (each * receivers.length));
  return {
    microsPerPacket: sum(perPacket),
    ownMicrosPerPacket: sum(perPacket.slice(1)),
    lossPercent: 100 * (1 - each / (pump.sent() - before.sent)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
