import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoomId } from '@seodang/contracts/ids';
import type { FaultProxy } from '@seodang/faultproxy/fault-proxy';
import { chatSettings, type Backend } from '@seodang/testing/chat/backend';
import { startReplica } from '@seodang/testing/chat/replica';
import { startMongo, startRedis } from '@seodang/testing/chat/stores';
import { answersOk, type ChildProgram } from '@seodang/testing/child-program';
import { until } from '@seodang/testing/until';
import { theBackend } from './backend.js';
import { judgeHistory, type Placed } from './history.rules.js';
import { PATIENCE } from './patience.js';
import { PORTS } from './ports.js';
import { Talker } from './talker.js';

export interface ClassPlan {
  readonly replicas?: number;
  readonly rooms: number;
  readonly people: number;
  /** Where a replica finds Redis, when not directly. */
  readonly redisPortOf?: (replica: number) => number;
}

interface Speaking {
  readonly perSec: number;
  readonly speakers?: readonly Talker[];
  readonly words?: string;
}

/** What the chat stands on. */
interface Ground {
  readonly folder: string;
  readonly redis: ChildProgram;
  readonly mongo: ChildProgram;
  readonly backend: Backend;
  readonly database: FaultProxy;
}

/** Rooms full of people; the chat, its stores and the API in processes of their own, to which a test may do anything. */
export class ChatClass {
  readonly talkers: Talker[] = [];
  readonly chats: ChildProgram[] = [];
  readonly redis: ChildProgram;
  readonly mongo: ChildProgram;
  readonly api: ChildProgram;
  /** The link between the API and MariaDB. */
  readonly database: FaultProxy;
  readonly #folder: string;
  readonly #backend: Backend;
  readonly #ports: number[] = [];
  #speaking: NodeJS.Timeout | null = null;
  #said = 0;

  private constructor({ folder, redis, mongo, backend, database }: Ground) {
    this.#backend = backend;
    this.api = backend.api;
    this.database = database;
    this.#folder = folder;
    this.redis = redis;
    this.mongo = mongo;
  }

  /** Resolves when everybody is in. What was started is ended again when that fails. */
  static async open(plan: ClassPlan): Promise<ChatClass> {
    const folder = mkdtempSync(join(tmpdir(), 'seodang-faults-'));
    const redis = await startRedis({ folder, port: PORTS.redis });
    const mongo = await startMongo({ folder, port: PORTS.mongodb });
    const one = new ChatClass({ folder, redis, mongo, ...(await theBackend()) });
    try {
      await one.#fill(plan);
    } catch (error) {
      await one.close();
      throw error;
    }
    return one;
  }

  async #fill({ replicas = 1, rooms, people, redisPortOf }: ClassPlan): Promise<void> {
    await until(() => answersOk(`${this.#backend.url}/readyz`), { what: 'the API to find this Redis' });
    for (let replica = 0; replica < replicas; replica += 1) {
      await this.#startChat(replica, redisPortOf?.(replica) ?? PORTS.redis);
    }
    await this.#letIn(rooms, people);
    // How long it takes a crowd to come in says nothing here: it is what a test begins with.
    await this.allIn({ withinMs: 60_000 * PATIENCE });
  }

  /** All speakers in turn say something, `perSec` times a second in all, until `conclude`. */
  speak({ perSec, speakers = this.talkers, words = 'word' }: Speaking): void {
    this.#speaking = setInterval(() => {
      speakers[this.#said % speakers.length]?.say(`${words} ${this.#said}`);
      this.#said += 1;
    }, 1000 / perSec);
  }

  /** Waits until so much more was acknowledged, so that a fault falls into the middle of things. */
  async heard(more: number): Promise<void> {
    const before = this.#acknowledged;
    await until(() => this.#acknowledged >= before + more, {
      what: `${more} more messages`,
      withinMs: 60_000,
    });
  }

  /** Waits until so much more was said, whether anybody took it or not: the measure of how long a fault lasts. */
  async spoken(more: number): Promise<void> {
    const before = this.#said;
    await until(() => this.#said >= before + more, { what: `${more} more to be said`, withinMs: 60_000 });
  }

  get #acknowledged(): number {
    return this.talkers.reduce((sum, { sent }) => sum + sent.filter((one) => one.isAcknowledged).length, 0);
  }

  /** @returns How long it took until 99 of 100 were in, and all, in ms. */
  async allIn({ withinMs }: { withinMs: number }): Promise<{ most: number; all: number }> {
    const began = performance.now();
    const outside = () => this.talkers.filter(({ isIn }) => !isIn).length;
    const options = { what: 'all to be in', withinMs, seen: () => `${outside()} outside` };
    await until(() => outside() <= this.talkers.length / 100, options);
    const most = performance.now() - began;
    await until(() => outside() === 0, options);
    return { most, all: performance.now() - began };
  }

  /** Ends the talking, lets everybody send what they have, and judges. @returns What went wrong, and how much was said. */
  async conclude(): Promise<{ wrongs: string[]; said: number }> {
    if (this.#speaking) clearInterval(this.#speaking);
    const unsent = () => this.talkers.reduce((sum, talker) => sum + talker.unsent, 0);
    await until(() => unsent() === 0, { what: 'all to be sent', withinMs: 60_000, seen: unsent });
    const kept = new Map<string, Placed[]>();
    for (const talker of this.talkers) {
      if (!kept.has(talker.roomId)) kept.set(talker.roomId, await wholeHistory(talker));
    }
    const behind = () =>
      this.talkers.filter(({ knownTo, roomId }) => knownTo < (kept.get(roomId)?.length ?? 0));
    const seenWhen = { what: 'all to see everything', seen: () => behind().map(({ who }) => who) };
    await until(() => behind().length === 0, seenWhen);
    const sent = this.talkers.flatMap((talker) => talker.sent);
    const wrongs = judgeHistory({ sent, kept, seen: this.talkers });
    return { wrongs, said: sent.length };
  }

  /** Redis has forgotten everything when it is started again. */
  emptyRedis(): void {
    rmSync(join(this.#folder, 'appendonlydir'), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    if (this.#speaking) clearInterval(this.#speaking);
    for (const talker of this.talkers) talker.leave();
    for (const program of [...this.chats, this.redis, this.mongo]) await program.end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #startChat(replica: number, redisPort: number): Promise<void> {
    const port = PORTS.chat + replica;
    const chat = await startReplica({
      name: `replica-${replica}`,
      port,
      mongodbUri: `mongodb://127.0.0.1:${PORTS.mongodb}/seodang`,
      redisUrl: `redis://127.0.0.1:${redisPort}`,
      backendUrl: this.#backend.url,
      ...chatSettings(),
    });
    this.#ports.push(port);
    this.chats.push(chat);
  }

  async #letIn(rooms: number, people: number): Promise<void> {
    const { publicOrigin: origin } = chatSettings();
    const apiUrl = this.#backend.url;
    for (const [nth, member] of (await this.#backend.crowd({ rooms, people })).entries()) {
      const first = nth % this.#ports.length;
      const ports = [...this.#ports.slice(first), ...this.#ports.slice(0, first)];
      const { name: who, roomId, token } = member;
      const talker = new Talker({ who, roomId: RoomId.parse(roomId), token, ports, origin, apiUrl });
      this.talkers.push(talker);
      talker.comeIn();
    }
  }
}

async function wholeHistory(talker: Talker): Promise<Placed[]> {
  const places: Placed[] = [];
  for (;;) {
    const { items } = await talker.history(places.at(-1)?.seq ?? 0);
    if (items.length === 0) return places;
    places.push(...items.map(({ seq, clientId }) => ({ seq, clientId })));
  }
}
