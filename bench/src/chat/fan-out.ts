import { cpuMicros } from '../run/process-cost.js';
import type { Figure } from '../run/report.js';
import { median, quantile } from '../run/statistics.js';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { bareCrowd, chatCrowd, talk, WORDS, type Crowd } from './crowd.js';
import type { Ground, Member } from './ground.js';

export interface FanOutPlan {
  readonly shapes: readonly { readonly rooms: number; readonly perRoom: number; readonly perSec: number }[];
  readonly turns: number;
  readonly forMs: number;
}

const MOST_OF_BARE = 1.4;

/** CPU of the server for one delivery, beside a loop that only sends the same frame; in turns. */
export async function measureFanOut(ground: Ground, { shapes, turns, forMs }: FanOutPlan): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { rooms, perRoom, perSec } of shapes) {
    const members = await ground.people(rooms, perRoom);
    const chat = await chatCrowd(ground, members);
    const bare = await bareCrowd(ground, members, await frameOf(ground, members));
    const ours: number[] = [];
    const theirs: number[] = [];
    await costOf(ground.chat.pid, chat, { perSec, forMs: forMs / 2 });
    await costOf(ground.bare.pid, bare, { perSec, forMs: forMs / 2 });
    for (let turn = 0; turn < turns; turn += 1) {
      ours.push(await costOf(ground.chat.pid, chat, { perSec, forMs }));
      theirs.push(await costOf(ground.bare.pid, bare, { perSec, forMs }));
    }
    await Promise.all([chat.leave(), bare.leave()]);
    figures.push({
      name: `CPU a delivery, ${rooms} × ${perRoom}, ${perSec} messages/s, kept`,
      unit: 'µs',
      value: median(ours),
      baseline: { name: 'bare ws loop, nothing kept', value: median(theirs) },
      ratios: ours.map((value, nth) => value / (theirs[nth] ?? NaN)),
      target: { ratio: MOST_OF_BARE },
      samples: ours,
    });
  }
  return figures;
}

async function costOf(pid: number, crowd: Crowd, pace: { perSec: number; forMs: number }): Promise<number> {
  const before = { cpu: cpuMicros(pid), delivered: crowd.delivered };
  await talk(crowd, pace);
  return (cpuMicros(pid) - before.cpu) / (crowd.delivered - before.delivered);
}

/** The frame that the chat-server sends for a message. */
async function frameOf(ground: Ground, members: readonly Member[]): Promise<string> {
  const [member] = members;
  if (!member) throw new Error('nobody is there');
  const socket = await ground.connect(member);
  let frame = '';
  socket.onOctets = (octets) => {
    if (octets.includes('"clientId"')) frame = octets.toString('utf8');
  };
  socket.subscribe(destinations.room(member.roomId), 'room');
  const clientId = crypto.randomUUID();
  const body = JSON.stringify({ clientId, text: WORDS });
  socket.send(destinations.act(member.roomId, 'send'), body, clientId);
  const whole = await until(() => (frame === '' ? null : frame), { what: 'a frame' });
  socket.cut();
  return whole;
}

export interface LatencyPlan {
  readonly rooms: number;
  readonly perRoom: number;
  readonly perSec: number;
  readonly forMs: number;
}

/** How soon something is kept, and how soon others have it. */
export async function measureLatency(ground: Ground, plan: LatencyPlan): Promise<Figure[]> {
  const members = await ground.people(plan.rooms, plan.perRoom);
  const frame = await frameOf(ground, members);
  const chat = await chatCrowd(ground, members);
  await talk(chat, plan);
  const { receiptTimes, deliveryTimes } = chat;
  await until(() => chat.receipts >= (plan.perSec * plan.forMs) / 1000, { what: 'all receipts' });
  await chat.leave();
  const bare = await bareCrowd(ground, members, frame);
  await talk(bare, plan);
  await bare.leave();
  const baseline = { name: 'bare ws loop, delivered p99', value: quantile(bare.deliveryTimes, 0.99) };
  const load = `${plan.perSec} messages/s over ${plan.rooms} rooms`;
  const shares = [0.5, 0.95, 0.99, 1];
  return [
    {
      ...{ name: `SEND to RECEIPT p99, ${load}`, unit: 'ms', baseline, target: { value: 60 } },
      value: quantile(receiptTimes, 0.99),
      samples: shares.map((share) => quantile(receiptTimes, share)),
    },
    {
      ...{ name: `SEND to delivered p99, ${load}`, unit: 'ms', baseline, target: { value: 80 } },
      value: quantile(deliveryTimes, 0.99),
      samples: shares.map((share) => quantile(deliveryTimes, share)),
    },
  ];
}
