import { destinations } from '@seodang/contracts/live/destinations';
import type { RoomId } from '@seodang/contracts/ids';
import { framesIn, type StompSocket } from '@seodang/testing/stomp-socket';
import { until } from '@seodang/testing/until';
import { WebSocket } from 'ws';
import { inParts, type Ground, type Member } from './ground.js';
import type { RabbitMq } from './rabbitmq.js';

/** What a teacher says, about as long as a message is. */
export const WORDS = '안녕하세요 여러분, 오늘 수업을 시작합니다. 교재 24쪽을 펴 주세요.';

/** People in rooms, each of whom can say something and counts what arrives. */
export interface Crowd {
  readonly size: number;
  readonly perRoom: number;
  /** Messages that arrived, at everybody together. */
  readonly delivered: number;
  readonly receipts: number;
  /** Of what was said too fast, say. */
  readonly refusals: number;
  /** From saying it until each receiver had it, and until it was receipted, in ms. */
  readonly deliveryTimes: number[];
  readonly receiptTimes: number[];
  /** @param nth Who says it. */
  say(nth: number): void;
  leave(): Promise<void>;
}

const CLIENT_ID = Buffer.from('"clientId":"');
const UUID_LENGTH = 36;

/** Notes when what was said where arrives. */
class Counts {
  delivered = 0;
  receipts = 0;
  refusals = 0;
  readonly deliveryTimes: number[] = [];
  readonly receiptTimes: number[] = [];
  readonly #saidAt = new Map<string, number>();

  saying(id: string): void {
    this.#saidAt.set(id, performance.now());
  }

  receipted(id: string): void {
    const at = this.#saidAt.get(id);
    if (at === undefined) return;
    this.receipts += 1;
    this.receiptTimes.push(performance.now() - at);
  }

  /** All messages in what came, in which several may be gathered. */
  arrived(octets: Buffer): void {
    for (let at = octets.indexOf(CLIENT_ID); at >= 0; at = octets.indexOf(CLIENT_ID, at + UUID_LENGTH)) {
      const from = at + CLIENT_ID.length;
      const saidAt = this.#saidAt.get(octets.toString('latin1', from, from + UUID_LENGTH));
      if (saidAt === undefined) continue;
      this.delivered += 1;
      this.deliveryTimes.push(performance.now() - saidAt);
    }
  }
}

/** @param reads False: nobody subscribes, they only speak. */
export function chatCrowd(ground: Ground, members: readonly Member[], { reads = true } = {}): Promise<Crowd> {
  return stompCrowd(members, {
    reads,
    connect: (member) => ground.connect(member),
    topicOf: ({ roomId }) => destinations.room(roomId),
    replies: destinations.replies,
    say: (socket, { roomId }, id) => {
      socket.send(destinations.act(roomId, 'send'), JSON.stringify({ clientId: id, text: WORDS }), id);
    },
  });
}

/** The same people at RabbitMQ, with the body that the chat-server sends for what they say. */
export function rabbitCrowd(rabbit: RabbitMq, members: readonly Member[], frame: string): Promise<Crowd> {
  const topicOf = ({ roomId }: Member) => `/topic/${roomId}`;
  const [message] = framesIn(Buffer.from(frame));
  const body = message?.body ?? '';
  return stompCrowd(members, {
    reads: true,
    connect: () => rabbit.connect(),
    topicOf,
    say: (socket, member, id) => {
      socket.send(topicOf(member), body.replace(ID_IN_FRAME, `"clientId":"${id}"`), id);
    },
  });
}

interface StompTalk {
  readonly reads: boolean;
  connect(member: Member): Promise<StompSocket>;
  topicOf(member: Member): string;
  /** Where refusals come, if they come anywhere. */
  readonly replies?: string;
  say(socket: StompSocket, member: Member, id: string): void;
}

async function stompCrowd(members: readonly Member[], talk: StompTalk): Promise<Crowd> {
  const { reads, replies } = talk;
  const counts = new Counts();
  let subscribed = 0;
  const sockets = await inParts(members, async (member) => {
    const socket = await talk.connect(member);
    socket.onOctets = (octets) => {
      counts.arrived(octets);
      if (!octets.includes('RECEIPT') && !octets.includes('receipt-id')) return;
      for (const { command, headers } of framesIn(octets)) {
        const id = headers['receipt-id'] ?? '';
        if (command === 'RECEIPT' && id === 'in') subscribed += 1;
        else if (command === 'RECEIPT') counts.receipted(id);
        else if (command === 'MESSAGE' && id !== '') counts.refusals += 1;
      }
    };
    if (replies !== undefined) socket.subscribe(replies, 'replies');
    if (reads) socket.subscribe(talk.topicOf(member), 'room', 'in');
    return socket;
  });
  await until(() => !reads || subscribed === members.length, { what: 'all to be subscribed' });
  return crowdOf(counts, members, {
    say: (nth, id) => {
      talk.say(sockets[nth] as StompSocket, members[nth] as Member, id);
    },
    leave: async () => {
      for (const socket of sockets) socket.cut();
      await until(() => sockets.every(({ isOpen }) => !isOpen), { what: 'all to be gone' });
    },
  });
}

/** The same people at the bare loop, with the frame that the chat-server sends for what they say. */
export async function bareCrowd(ground: Ground, members: readonly Member[], frame: string): Promise<Crowd> {
  const counts = new Counts();
  const sockets = await inParts(members, async ({ roomId }) => {
    const socket = new WebSocket(`${ground.bareUrl}/${roomId}`, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    socket.on('message', (octets: Buffer) => {
      counts.arrived(octets);
    });
    return socket;
  });
  return crowdOf(counts, members, {
    say: (nth, id) => sockets[nth]?.send(frame.replace(ID_IN_FRAME, `"clientId":"${id}"`)),
    leave: async () => {
      for (const socket of sockets) socket.terminate();
      const isGone = ({ readyState }: WebSocket) => readyState === WebSocket.CLOSED;
      await until(() => sockets.every(isGone), { what: 'all to be gone' });
    },
  });
}

const ID_IN_FRAME = /"clientId":"[0-9a-f-]{36}"/;

function crowdOf(
  counts: Counts,
  members: readonly Member[],
  { say, leave }: { say: (nth: number, id: string) => void; leave: () => Promise<void> },
): Crowd {
  const rooms = new Set<RoomId>(members.map(({ roomId }) => roomId)).size;
  return Object.assign(counts, {
    size: members.length,
    perRoom: members.length / rooms,
    say: (nth: number) => {
      const id = crypto.randomUUID();
      counts.saying(id);
      say(nth, id);
    },
    leave,
  });
}

/** People of all rooms in turn say something, evenly in time, and all of it arrives. */
export async function talk(
  crowd: Crowd,
  { perSec, forMs }: { perSec: number; forMs: number },
): Promise<void> {
  const due = Math.floor((perSec * forMs) / 1000);
  const wanted = crowd.delivered + due * crowd.perRoom;
  const began = performance.now();
  let said = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = Math.min(due, Math.floor(((performance.now() - began) / 1000) * perSec));
      for (; said < now; said += 1) crowd.say((said * STRIDE) % crowd.size);
      if (said < due) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  await until(() => crowd.delivered >= wanted, {
    what: 'all to arrive',
    seen: () => wanted - crowd.delivered,
  });
}

/** Prime, so that those who follow each other sit in different rooms and everybody has their turn. */
const STRIDE = 61;
