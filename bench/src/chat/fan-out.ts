import { cpuMicros } from '../run/process-cost.js';
import type { Figure } from '../run/report.js';
import { median, quantile } from '../run/statistics.js';
import { destinations } from '@seodang/contracts/live/destinations';
import { until } from '@seodang/testing/until';
import { bareCrowd, chatCrowd, rabbitCrowd, talk, WORDS, type Crowd } from './crowd.js';
import type { Ground, Member } from './ground.js';
import { hasRabbitMq, RabbitMq } from './rabbitmq.js';

export interface FanOutPlan {
  readonly shapes: readonly { readonly rooms: number; readonly perRoom: number; readonly perSec: number }[];
  readonly turns: number;
  readonly forMs: number;
  /** Before anything is counted: V8 compiles for that long, of the largest program most. */
  readonly warmMs: number;
}

const MOST_OF_BARE = 1.4;
/** Five times less. */
const MOST_OF_RABBIT = 0.2;

/** CPU of the server for one delivery, beside a loop that only sends the same frame and beside RabbitMQ; in turns. */
export async function measureFanOut(ground: Ground, { shapes, ...times }: FanOutPlan): Promise<Figure[]> {
  const rabbit = hasRabbitMq() ? await RabbitMq.open() : null;
  const figures: Figure[] = [];
  try {
    for (const shape of shapes) {
      const { rooms, perRoom, perSec } = shape;
      const costs = await measureShape({ ground, rabbit }, shape, times);
      const name = `CPU a delivery, ${rooms} × ${perRoom}, ${perSec} messages/s, kept`;
      figures.push(...toFigures(name, costs));
    }
  } finally {
    await rabbit?.close();
  }
  return figures;
}

interface Costs {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
  readonly rabbit: readonly number[] | null;
}

async function measureShape(
  { ground, rabbit }: { ground: Ground; rabbit: RabbitMq | null },
  { rooms, perRoom, perSec }: FanOutPlan['shapes'][number],
  { turns, forMs, warmMs }: Omit<FanOutPlan, 'shapes'>,
): Promise<Costs> {
  const members = await ground.people(rooms, perRoom);
  const frame = await frameOf(ground, members);
  const contenders = [
    { pid: ground.chat.pid, crowd: await chatCrowd(ground, members) },
    { pid: ground.bare.pid, crowd: await bareCrowd(ground, members, frame) },
    ...(rabbit ? [{ pid: rabbit.pid, crowd: await rabbitCrowd(rabbit, members, frame) }] : []),
  ];
  const costs = contenders.map((): number[] => []);
  for (const { pid, crowd } of contenders) await costOf(pid, crowd, { perSec, forMs: warmMs });
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [nth, { pid, crowd }] of contenders.entries()) {
      costs[nth]?.push(await costOf(pid, crowd, { perSec, forMs }));
    }
  }
  await Promise.all(contenders.map(({ crowd }) => crowd.leave()));
  const [ours = [], bare = [], others = null] = costs;
  return { ours, bare, rabbit: others };
}

function toFigures(name: string, { ours, bare, rabbit }: Costs): Figure[] {
  const beside = (theirs: readonly number[], baseline: string, most: number): Figure => ({
    ...{ name, unit: 'µs', value: median(ours), samples: ours },
    baseline: { name: baseline, value: median(theirs) },
    ratios: ours.map((value, nth) => value / (theirs[nth] ?? NaN)),
    target: { ratio: most },
  });
  const figures = [beside(bare, 'bare ws loop, nothing kept', MOST_OF_BARE)];
  if (rabbit === null) return figures;
  const besideRabbit = beside(rabbit, 'RabbitMQ web-STOMP, nothing kept', MOST_OF_RABBIT);
  return [...figures, { ...besideRabbit, name: `${name}, beside RabbitMQ` }];
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

/** Talks, for half as long without looking at the clock, and leaves. */
async function timesOf(
  crowd: Crowd,
  { perSec, forMs, receipts = true }: LatencyPlan & { receipts?: boolean },
): Promise<Pick<Crowd, 'receiptTimes' | 'deliveryTimes'>> {
  const said = async (ms: number) => {
    const due = crowd.receipts + Math.floor((perSec * ms) / 1000);
    await talk(crowd, { perSec, forMs: ms });
    await until(() => !receipts || crowd.receipts >= due, { what: 'all receipts' });
  };
  await said(forMs / 2);
  const [received, delivered] = [crowd.receiptTimes.length, crowd.deliveryTimes.length];
  await said(forMs);
  await crowd.leave();
  return {
    receiptTimes: crowd.receiptTimes.slice(received),
    deliveryTimes: crowd.deliveryTimes.slice(delivered),
  };
}

/** How soon something is kept, and how soon others have it, when the server has been at it for a while. */
export async function measureLatency(ground: Ground, plan: LatencyPlan): Promise<Figure[]> {
  const members = await ground.people(plan.rooms, plan.perRoom);
  const frame = await frameOf(ground, members);
  const { receiptTimes, deliveryTimes } = await timesOf(await chatCrowd(ground, members), plan);
  const bare = await timesOf(await bareCrowd(ground, members, frame), { ...plan, receipts: false });
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
