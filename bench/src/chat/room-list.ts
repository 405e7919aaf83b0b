import { RoomList } from '@seodang/contracts/chat';
import type { RoomId, UserId } from '@seodang/contracts/ids';
import { createConnection, type Connection } from 'mongoose';
import { cpuMicros } from '../run/process-cost.js';
import type { Figure } from '../run/report.js';
import { median, quantile } from '../run/statistics.js';
import { WORDS } from './crowd.js';
import type { Ground } from './ground.js';

export interface RoomListPlan {
  readonly rooms: number;
  readonly messages: number;
  readonly asks: number;
}

const MOST_MS = 20;
const BATCH = 2000;

/** The list of rooms with unread and last messages, of somebody in many rooms that are full of messages. */
export async function measureRoomList(ground: Ground, plan: RoomListPlan): Promise<Figure[]> {
  const person = ground.school.person('많은 방');
  const roomIds = Array.from({ length: plan.rooms }, () => ground.school.room([person]));
  const store = await createConnection(ground.mongodbUri).asPromise();
  await fill(store, { roomIds, userId: person.userId, messages: plan.messages });
  const headers = { authorization: `Bearer ${await ground.school.tokenOf(person)}` };
  const ask = async () => {
    const answer = await fetch(`${ground.url}/chat/api/rooms`, { headers });
    return answer.text();
  };
  const { items } = RoomList.parse(JSON.parse(await ask()));
  const last = items.filter(({ head }) => head.lastSeq === plan.messages / plan.rooms);
  if (last.length !== plan.rooms) throw new Error(`${last.length} of ${plan.rooms} rooms have their end`);
  for (let warm = 0; warm < plan.asks / 2; warm += 1) await ask();

  const cpuBefore = cpuMicros(ground.chat.pid);
  const times = await timed(plan.asks, ask);
  const cpuMs = (cpuMicros(ground.chat.pid) - cpuBefore) / 1000 / plan.asks;
  const bare = await timed(plan.asks, () => queries(store, roomIds, person.userId));
  await store.close();
  const what = `list of ${plan.rooms} rooms, ${plan.messages} messages stored`;
  const baseline = { name: 'its two queries alone, p95', value: quantile(bare, 0.95) };
  return [
    {
      ...{ name: `${what}: answer p95`, unit: 'ms', baseline, target: { value: MOST_MS } },
      value: quantile(times, 0.95),
      samples: [0.5, 0.95, 1].map((share) => quantile(times, share)),
    },
    {
      ...{ name: `${what}: CPU of the chat-server`, unit: 'ms', target: { value: MOST_MS } },
      baseline: { name: 'its two queries alone, median', value: median(bare) },
      value: cpuMs,
      samples: [cpuMs],
    },
  ];
}

async function timed(times: number, act: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let nth = 0; nth < times; nth += 1) {
    const began = performance.now();
    await act();
    taken.push(performance.now() - began);
  }
  return taken;
}

async function queries(store: Connection, roomIds: readonly RoomId[], userId: UserId): Promise<void> {
  await Promise.all([
    store
      .collection<{ _id: string }>('heads')
      .find({ _id: { $in: [...roomIds] } })
      .toArray(),
    store
      .collection('pointers')
      .find({ userId, roomId: { $in: [...roomIds] } })
      .toArray(),
  ]);
}

interface Filling {
  readonly roomIds: readonly RoomId[];
  readonly userId: UserId;
  readonly messages: number;
}

/** Messages as the chat-server stores them, with the ends of their rooms and a pointer into the middle. */
async function fill(store: Connection, { roomIds, userId, messages }: Filling): Promise<void> {
  const author = { id: userId, name: '김선생', part: 'instructor' };
  const sentAt = new Date();
  const perRoom = messages / roomIds.length;
  const last = { authorId: userId, authorName: author.name, excerpt: WORDS, sentAt: sentAt.toISOString() };
  const nothing = {
    attachments: [],
    mentions: [],
    replyTo: null,
    reactions: [],
    version: 1,
  };
  for (const roomId of roomIds) {
    for (let from = 1; from <= perRoom; from += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, perRoom - from + 1) }, (_, nth) => ({
        ...{ _id: crypto.randomUUID(), roomId, seq: from + nth, clientId: crypto.randomUUID() },
        ...{ author, text: WORDS, sentAt, ...nothing },
      }));
      await store.collection<{ _id: string }>('messages').insertMany(rows, { ordered: true });
    }
  }
  const heads = roomIds.map((roomId) => ({ _id: roomId, lastSeq: perRoom, last }));
  await store.collection<{ _id: string }>('heads').insertMany(heads);
  const pointers = roomIds.map((roomId) => ({ userId, roomId, seq: Math.floor(perRoom / 2) }));
  await store.collection('pointers').insertMany(pointers);
}
