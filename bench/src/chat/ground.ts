import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ORIGIN, School, SECRET } from '@seodang/chat-server/test/school';
import type { RoomId } from '@seodang/contracts/ids';
import { startReplica } from '@seodang/testing/chat/replica';
import { startMongo, startRedis } from '@seodang/testing/chat/stores';
import { answersOk, ChildProgram } from '@seodang/testing/child-program';
import { StompSocket } from '@seodang/testing/stomp-socket';

const PORTS = { mongodb: 12_450, redis: 12_451, chat: 12_452, bare: 12_453 };
const BARE = fileURLToPath(new URL('./broadcast-server.ts', import.meta.url));
const CONNECT_AT_ONCE = 50;

export interface Member {
  readonly roomId: RoomId;
  readonly token: string;
}

/** The chat-server on its stores, each a process of its own; the school that it asks lives here. */
export class Ground {
  readonly mongodbUri = `mongodb://127.0.0.1:${PORTS.mongodb}/seodang`;
  readonly url = `http://127.0.0.1:${PORTS.chat}`;
  readonly bareUrl = `ws://127.0.0.1:${PORTS.bare}`;
  readonly school: School;
  readonly chat: ChildProgram;
  /** The loop that everything is compared with. */
  readonly bare: ChildProgram;
  readonly mongo: ChildProgram;
  readonly #others: readonly ChildProgram[];
  readonly #folder: string;

  private constructor(
    school: School,
    folder: string,
    programs: { chat: ChildProgram; bare: ChildProgram; mongo: ChildProgram; redis: ChildProgram },
  ) {
    this.school = school;
    this.#folder = folder;
    this.chat = programs.chat;
    this.bare = programs.bare;
    this.mongo = programs.mongo;
    this.#others = [programs.mongo, programs.redis];
  }

  static async open(): Promise<Ground> {
    const folder = await mkdtemp(join(tmpdir(), 'seodang-bench-chat-'));
    const redis = await startRedis({ folder, port: PORTS.redis });
    const mongo = await startMongo({ folder, port: PORTS.mongodb });
    const school = await School.open();
    const chat = await startReplica({
      name: 'bench',
      port: PORTS.chat,
      mongodbUri: `mongodb://127.0.0.1:${PORTS.mongodb}/seodang`,
      redisUrl: `redis://127.0.0.1:${PORTS.redis}`,
      backendUrl: school.url,
      internalSecret: SECRET,
      publicOrigin: ORIGIN,
    });
    const bare = await startBare();
    return new Ground(school, folder, { chat, bare, mongo, redis });
  }

  async close(): Promise<void> {
    for (const program of [this.chat, this.bare, ...this.#others]) await program.end('SIGKILL');
    await this.school.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** New rooms full of new people. */
  async people(rooms: number, perRoom: number): Promise<Member[]> {
    const members: Member[] = [];
    for (let room = 0; room < rooms; room += 1) {
      const people = Array.from({ length: perRoom }, (_, nth) => this.school.person(`사람 ${room}-${nth}`));
      const roomId = this.school.room(people);
      for (const person of people) members.push({ roomId, token: await this.school.tokenOf(person) });
    }
    return members;
  }

  connect({ token }: Member): Promise<StompSocket> {
    const headers = { Authorization: `Bearer ${token}`, 'heart-beat': '0,0' };
    return StompSocket.connect(`${this.url.replace('http', 'ws')}/chat`, headers, { origin: ORIGIN });
  }
}

function startBare(): Promise<ChildProgram> {
  return ChildProgram.start({
    name: 'the bare broadcast loop',
    argv: [process.execPath, '--import', 'tsx', BARE, String(PORTS.bare)],
    isReady: () => answersOk(`http://127.0.0.1:${PORTS.bare}`),
  });
}

/** Works a list off, so many at once. */
export async function inParts<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += CONNECT_AT_ONCE) {
    done.push(...(await Promise.all(items.slice(at, at + CONNECT_AT_ONCE).map(work))));
  }
  return done;
}
