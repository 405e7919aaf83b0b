import { measureConnections, measureStorm } from './chat/connections.js';
import { measureFanOut, measureLatency } from './chat/fan-out.js';
import { Ground } from './chat/ground.js';
import { hasRabbitMq, RABBITMQ_MISSING } from './chat/rabbitmq.js';
import { measureRoomList } from './chat/room-list.js';
import { measureThroughput } from './chat/throughput.js';
import { describeMachine, loadAverages } from './run/machine.js';
import type { Figure, Report } from './run/report.js';

const FULL = {
  fanOut: {
    shapes: [
      { rooms: 20, perRoom: 50, perSec: 200 },
      { rooms: 20, perRoom: 50, perSec: 500 },
      { rooms: 1, perRoom: 500, perSec: 20 },
      { rooms: 1, perRoom: 500, perSec: 50 },
    ],
    turns: 3,
    forMs: 6000,
    warmMs: 12_000,
  },
  latency: { rooms: 50, perRoom: 10, perSec: 500, forMs: 10_000 },
  throughput: { rooms: 100, perRoom: 15, forMs: 4000, turns: 3, batch: 200 },
  connections: { connections: 10_000, storm: 2000 },
  roomList: { rooms: 200, messages: 1_000_000, asks: 200 },
};
const QUICK = {
  fanOut: { shapes: [{ rooms: 4, perRoom: 25, perSec: 40 }], turns: 1, forMs: 1500, warmMs: 500 },
  latency: { rooms: 10, perRoom: 5, perSec: 50, forMs: 1500 },
  throughput: { rooms: 10, perRoom: 10, forMs: 1000, turns: 1, batch: 200 },
  connections: { connections: 500, storm: 200 },
  roomList: { rooms: 50, messages: 5000, asks: 20 },
};
type Plan = typeof FULL;

/** Each on a chat-server and stores of its own, so that none pays for another. */
const PARTS: Record<string, (ground: Ground, plan: Plan) => Promise<Figure[]>> = {
  'fan-out': (ground, plan) => measureFanOut(ground, plan.fanOut),
  latency: (ground, plan) => measureLatency(ground, plan.latency),
  throughput: (ground, plan) => measureThroughput(ground, plan.throughput),
  memory: (ground, plan) => measureConnections(ground, plan.connections),
  storm: (ground, plan) => measureStorm(ground, plan.connections),
  'room-list': (ground, plan) => measureRoomList(ground, plan.roomList),
};

/** What talking costs: the chat-server beside the least that could do something like it. */
export async function benchChat({
  isQuick,
  only,
}: {
  isQuick: boolean;
  only: readonly string[];
}): Promise<Report> {
  const before = loadAverages();
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(PARTS)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const ground = await Ground.open();
    try {
      figures.push(...(await measure(ground, isQuick ? QUICK : FULL)));
    } finally {
      await ground.close();
    }
  }
  return {
    name: 'chat',
    date: new Date().toISOString(),
    isQuick: isQuick || only.length > 0,
    machine: describeMachine({ 'redis-server': ['--version'] }),
    loadAverage: { before, after: loadAverages() },
    figures,
    notes: [
      'Messages are kept by the engine that comes with Seodang (tools/embedded-mongo), journaled.',
      ...(hasRabbitMq() ? [] : [RABBITMQ_MISSING]),
    ],
  };
}
