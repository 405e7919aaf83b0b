import { setTimeout as pause } from 'node:timers/promises';
import { pumpMedia, RtcReceiver, RtcSender } from '@seodang/media-node/janus/test/rtc-peer';
import { cpuMicros, residentKB } from '../run/process-cost.js';
import { median } from '../run/statistics.js';
import type { Figure } from '../run/report.js';
import { BareJanus, ThroughNode, type Forwarder } from './forwarder.js';

export interface ForwardingPlan {
  readonly subscribers: readonly number[];
  /** How often it is measured, with new processes each time. */
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

interface Turn {
  readonly bare: Measured;
  readonly through: Measured;
}

/** A forwarder at work: one sender, and all who receive from it. */
interface Scene {
  readonly forwarder: Forwarder;
  readonly sender: RtcSender;
  readonly pump: ReturnType<typeof pumpMedia>;
  readonly receivers: RtcReceiver[];
  kbPerSubscriber: number;
}

/** Receivers whose packets are counted; counting all of them would cost more than forwarding. */
const SAMPLED = 3;
const SET_UP_AT_ONCE = 10;
/**
 * V8 gives memory back in the ten seconds after a start and after a crowd has joined, which takes the node about
 * 0.1 s of CPU once. What is measured here is forwarding, so that is waited for; a join has figures of its own.
 */
const SETTLE_MS = 12_000;
const COLLECT_MS = 1000;

/**
 * CPU for each forwarded packet and memory for each subscriber, through the node against Janus alone. Both forward at the
 * same time: a packet costs more or less from one moment to the next on a shared machine, by more than the node adds.
 */
export async function measureForwarding(
  plan: ForwardingPlan,
): Promise<{ figures: Figure[]; notes: string[] }> {
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const subscribers of plan.subscribers) {
    const turns: Turn[] = [];
    for (let turn = 0; turn < plan.turns; turn++) {
      turns.push(await measureTwiceAtMost(subscribers, plan.windowMs));
    }
    figures.push(...compare(subscribers, turns));
    const loss = turns
      .flatMap(({ bare, through }) => [bare, through])
      .map((each) => each.lossPercent.toFixed(2));
    const own = median(turns.map(({ through }) => through.ownMicrosPerPacket)).toFixed(2);
    notes.push(
      `1 to ${subscribers}: the node itself uses ${own} µs for a packet; packets lost ${loss.join(', ')} %.`,
    );
  }
  return { figures, notes };
}

function compare(subscribers: number, turns: readonly Turn[]): Figure[] {
  const figure = (name: string, unit: string, key: keyof Measured): Figure => {
    const bare = turns.map((turn) => turn.bare[key]);
    const through = turns.map((turn) => turn.through[key]);
    return {
      name: `${name}, 1 to ${subscribers}`,
      unit,
      value: median(through),
      baseline: { name: 'Janus alone', value: median(bare) },
      ratios: turns.map((turn) => turn.through[key] / turn.bare[key]),
      samples: [...through, ...bare],
    };
  };
  return [
    { ...figure('CPU for a forwarded packet', 'µs', 'microsPerPacket'), target: { ratio: 1.05 } },
    figure('memory for a subscriber', 'KB', 'kbPerSubscriber'),
  ];
}

/** On a machine that is busy with other things a receiver may fail to connect, which says nothing of the cost. */
async function measureTwiceAtMost(subscribers: number, windowMs: number): Promise<Turn> {
  try {
    return await measure(subscribers, windowMs);
  } catch (error) {
    console.error(`1 to ${subscribers} is measured again: ${String(error)}`);
    return measure(subscribers, windowMs);
  }
}

async function measure(subscribers: number, windowMs: number): Promise<Turn> {
  const scenes: Scene[] = [];
  try {
    scenes.push(await open(await BareJanus.start()));
    scenes.push(await open(await ThroughNode.start()));
    await pause(SETTLE_MS);
    const kbBefore = await weigh(scenes);
    for (const scene of scenes) await fill(scene, subscribers);
    await pause(SETTLE_MS);
    const kbAfter = await weigh(scenes);
    scenes.forEach((scene, nth) => {
      scene.kbPerSubscriber = ((kbAfter[nth] ?? 0) - (kbBefore[nth] ?? 0)) / subscribers;
    });
    const [bare, through] = await observe(scenes, windowMs);
    if (!bare || !through) throw new Error('There are two forwarders.');
    return { bare, through };
  } finally {
    for (const scene of scenes) await close(scene);
  }
}

async function open(forwarder: Forwarder): Promise<Scene> {
  const sender = new RtcSender();
  try {
    sender.accept(await forwarder.publish(await sender.offer()));
    await sender.connected;
    return { forwarder, sender, pump: pumpMedia(sender), receivers: [], kbPerSubscriber: 0 };
  } catch (error) {
    sender.close();
    await forwarder.stop();
    throw error;
  }
}

async function close({ forwarder, sender, pump, receivers }: Scene): Promise<void> {
  pump.stop();
  for (const receiver of receivers) receiver.close();
  sender.close();
  await forwarder.stop();
}

async function fill({ forwarder, receivers }: Scene, subscribers: number): Promise<void> {
  while (receivers.length < subscribers) {
    const batch = Math.min(SET_UP_AT_ONCE, subscribers - receivers.length);
    const added = Array.from({ length: batch }, async (_, nth) => {
      const receiver = new RtcReceiver({ count: receivers.length + nth < SAMPLED });
      const subscription = await forwarder.subscribe();
      await subscription.answer(await receiver.answer(subscription.sdpOffer));
      await receiver.connected;
      return receiver;
    });
    receivers.push(...(await Promise.all(added)));
  }
}

async function observe(scenes: readonly Scene[], windowMs: number): Promise<Measured[]> {
  const look = ({ forwarder, pump, receivers }: Scene) => ({
    cpu: forwarder.pids.map(cpuMicros),
    sent: pump.sent(),
    received: sum(receivers.slice(0, SAMPLED).map(({ packets }) => packets)) / SAMPLED,
  });
  const before = scenes.map(look);
  await pause(windowMs);
  return scenes.map((scene, nth) => {
    const [then, now] = [before[nth] ?? look(scene), look(scene)];
    const each = now.received - then.received;
    const packets = each * scene.receivers.length;
    const perPacket = now.cpu.map((micros, process) => (micros - (then.cpu[process] ?? 0)) / packets);
    return {
      microsPerPacket: sum(perPacket),
      ownMicrosPerPacket: sum(perPacket.slice(1)),
      kbPerSubscriber: scene.kbPerSubscriber,
      lossPercent: 100 * (1 - each / (now.sent - then.sent)),
    };
  });
}

/** Resident KB of each scene's processes, without what waits to be collected. */
async function weigh(scenes: readonly Scene[]): Promise<number[]> {
  for (const { forwarder } of scenes) forwarder.collectGarbage();
  await pause(COLLECT_MS);
  return scenes.map(({ forwarder }) => sum(forwarder.pids.map(residentKB)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
