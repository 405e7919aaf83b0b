import { destinations } from '@seodang/contracts/live/destinations';
import type { ChildProgram } from '@seodang/testing/child-program';
import { until } from '@seodang/testing/until';
import { WebSocket } from 'ws';
import { residentKB } from '../run/process-cost.js';
import type { Figure } from '../run/report.js';
import { quantile } from '../run/statistics.js';
import { inParts, type Ground, type Member } from './ground.js';

export interface ConnectionsPlan {
  readonly connections: number;
  readonly storm: number;
}

const MOST_MIB = 350;
const PER_ROOM = 50;
const BACK_WITHIN_MS = 15_000;
const SPREAD_MS = 1000;

/** Memory of many who are there and hear one room each. */
export async function measureConnections(
  ground: Ground,
  { connections }: ConnectionsPlan,
): Promise<Figure[]> {
  const members = await ground.people(connections / PER_ROOM, PER_ROOM);
  let subscribed = 0;
  const sockets = await inParts(members, async (member) => {
    const socket = await ground.connect(member);
    socket.onOctets = (octets) => {
      if (octets.includes('RECEIPT')) subscribed += 1;
    };
    socket.subscribe(destinations.room(member.roomId), 'room', 'in');
    return socket;
  });
  await until(() => subscribed === members.length, { what: 'all to be subscribed', withinMs: 60_000 });
  const ours = residentKB(ground.chat.pid) / 1024;
  for (const socket of sockets) socket.cut();
  const bare = await inParts(members, ({ roomId }) => openBare(ground, roomId));
  const theirs = residentKB(ground.bare.pid) / 1024;
  for (const socket of bare) socket.terminate();
  return [
    {
      name: `memory with ${connections} connections, one subscription each`,
      unit: 'MiB',
      value: ours,
      baseline: { name: 'bare ws server', value: theirs },
      target: { value: MOST_MIB },
      samples: [ours],
    },
  ];
}

function openBare(ground: Ground, room: string): Promise<WebSocket> {
  const socket = new WebSocket(`${ground.bareUrl}/${room}`, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      resolve(socket);
    });
  });
}

/** How long it takes until all are back, connected and subscribed, after the server was killed. */
export async function measureStorm(ground: Ground, { storm }: ConnectionsPlan): Promise<Figure[]> {
  const members = await ground.people(storm / PER_ROOM, PER_ROOM);
  const ours = await backTimes(ground.chat, members, async (member, onClose) => {
    const socket = await ground.connect(member);
    await new Promise<void>((resolve, reject) => {
      socket.onClose = () => {
        reject(new Error('closed'));
        onClose();
      };
      socket.onFrame = ({ command }) => {
        if (command === 'RECEIPT') resolve();
      };
      socket.subscribe(destinations.room(member.roomId), 'room', 'in');
    });
    return () => {
      socket.cut();
    };
  });
  const theirs = await backTimes(ground.bare, members, async ({ roomId }, onClose) => {
    const socket = await openBare(ground, roomId);
    socket.on('close', onClose);
    return () => {
      socket.terminate();
    };
  });
  return [
    {
      name: `all of ${storm} back after kill -9`,
      unit: 'ms',
      value: Math.max(...ours),
      baseline: { name: 'bare ws server', value: Math.max(...theirs) },
      target: { value: BACK_WITHIN_MS },
      samples: [0.5, 0.95, 0.99, 1].map((share) => quantile(ours, share)),
    },
  ];
}

/** Comes in. @returns How to leave. */
type ComeIn = (member: Member, onClose: () => void) => Promise<() => void>;

/** @returns For each, the time from the kill until they were back, in ms. */
async function backTimes(
  server: ChildProgram,
  members: readonly Member[],
  comeIn: ComeIn,
): Promise<number[]> {
  let killedAt = 0;
  let isOver = false;
  const times: number[] = [];
  const leave = new Map<Member, () => void>();
  const comeBack = async (member: Member): Promise<void> => {
    const lost = () => {
      if (!isOver) setTimeout(() => void comeBack(member), Math.random() * SPREAD_MS);
    };
    try {
      leave.set(member, await comeIn(member, lost));
      if (killedAt > 0) times.push(performance.now() - killedAt);
    } catch (error) {
      // What was open and closed comes back by itself; what could not be opened is tried again here.
      if (!(error instanceof Error && error.message === 'closed')) lost();
    }
  };
  await inParts(members, comeBack);
  killedAt = performance.now();
  await server.end('SIGKILL');
  await server.startAgain();
  await until(() => times.length >= members.length, {
    ...{ what: 'all to be back', withinMs: 120_000 },
    seen: () => times.length,
  });
  isOver = true;
  for (const go of leave.values()) go();
  return times;
}
