import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AccessQuestion,
  AttachmentsQuestion,
  ConnectQuestion,
  ForgetAttachmentsQuestion,
  INTERNAL_HEADER,
  MembershipsQuestion,
  MembersQuestion,
  RoomsQuestion,
  SignInsQuestion,
  type AccessAnswer,
} from '@seodang/contracts/chat-access';
import { RoomId, UserId, type LessonId } from '@seodang/contracts/ids';
import type { AttachmentView, RoomPerson, RoomView } from '@seodang/contracts/rooms';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { Person } from '../broker/application.js';
import { newId, newUuid } from '@seodang/server-kit/ids';

export const SECRET = 'a secret between two programs of one test';
export const ORIGIN = 'http://localhost:8080';

export interface SchoolRoom {
  view: RoomView;
  readonly members: Set<UserId>;
}

/**
 * The other end of the inner network: people and rooms, as the backend tells of them. It speaks the contracts over HTTP;
 * what stands behind them is the backend's own matter and tested there.
 */
export class School {
  readonly people = new Map<UserId, Person>();
  readonly rooms = new Map<RoomId, SchoolRoom>();
  readonly lessons = new Map<LessonId, Set<UserId>>();
  readonly moderators = new Set<UserId>();
  /** Who has blocked whom, as two ids. */
  readonly blocks = new Set<string>();
  readonly attachments: AttachmentView[] = [];
  /** Pictures that nobody is to see any more. */
  readonly forgotten = new Set<string>();
  readonly ended = new Set<string>();
  /** What was asked, e.g. `access`. */
  readonly asked: string[] = [];
  /** Answers with 503 as long as it is set. */
  isAway = false;
  readonly #tickets = new Map<string, UserId>();
  #keys!: { privateKey: CryptoKey; publicKey: CryptoKey };
  #server!: Server;

  static async open(): Promise<School> {
    const school = new School();
    school.#keys = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    school.#server = createServer((req, res) => {
      school.#answer(req, res).catch((error: unknown) => {
        res.writeHead(500).end(String(error));
      });
    });
    school.#server.listen(0, '127.0.0.1');
    await once(school.#server, 'listening');
    return school;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  person(name: string, roles: Person['roles'] = ['student']): Person {
    const person = { userId: newId(UserId), signInId: newUuid(), name, roles };
    this.people.set(person.userId, person);
    return person;
  }

  room(members: readonly Person[], view: Partial<RoomView> = {}): RoomId {
    const id = newId(RoomId);
    const nothing = { course: null, lesson: null, parent: null, direct: null, archivedAt: null, mute: null };
    this.rooms.set(id, {
      members: new Set(members.map(({ userId }) => userId)),
      view: {
        id,
        kind: 'channel',
        name: 'talk',
        ...nothing,
        writers: 'everyone',
        slowModeSec: 0,
        mayWrite: true,
        mayModerate: false,
        ...view,
      },
    });
    return id;
  }

  ticketOf({ userId }: Person): string {
    const ticket = newUuid();
    this.#tickets.set(ticket, userId);
    return ticket;
  }

  /** @param claims Over those of a good token */
  tokenOf(person: Person, claims: { iss?: string; exp?: string } = {}): Promise<string> {
    return new SignJWT({ roles: [...person.roles], sid: person.signInId })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'first' })
      .setSubject(person.userId)
      .setIssuer(claims.iss ?? ORIGIN)
      .setAudience('seodang-api')
      .setIssuedAt()
      .setExpirationTime(claims.exp ?? '10m')
      .sign(this.#keys.privateKey);
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const send = (answer: unknown) =>
      res.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    if (this.isAway) return void res.writeHead(503).end();
    if (req.url === '/internal/jwks.json') {
      const key = await exportJWK(this.#keys.publicKey);
      return void send({ keys: [{ ...key, kid: 'first', alg: 'EdDSA', use: 'sig' }] });
    }
    if (req.headers[INTERNAL_HEADER.toLowerCase()] !== SECRET) return void res.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const question: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const name = req.url?.replace('/internal/chat/', '') ?? '';
    this.asked.push(name);
    send(this.#answers[name]?.(question));
  }

  readonly #answers: Record<string, (question: unknown) => unknown> = {
    connect: (question) => ({ person: this.#introduce(ConnectQuestion.parse(question)) }),
    'sign-ins': (question) => ({
      ended: SignInsQuestion.parse(question).signInIds.filter((id) => this.ended.has(id)),
    }),
    rooms: (question) => {
      const { userId } = RoomsQuestion.parse(question);
      const rooms = [...this.rooms.values()].filter(({ members }) => members.has(userId));
      return { rooms: rooms.map(({ view }) => this.#viewFor(userId, view)) };
    },
    access: (question) => this.#access(AccessQuestion.parse(question)),
    memberships: (question) => ({
      people: MembershipsQuestion.parse(question).people.map((person) => ({
        rooms: this.#access({ ...person, lessonIds: [] }).rooms,
      })),
    }),
    members: (question) => {
      const { roomId, userIds, namedBy } = MembersQuestion.parse(question);
      const members = userIds.filter((id) => this.rooms.get(roomId)?.members.has(id));
      return { userIds: members.filter((id) => !this.blocks.has(`${id} ${namedBy ?? ''}`)) };
    },
    attachments: (question) => {
      const { attachmentIds } = AttachmentsQuestion.parse(question);
      return { attachments: this.attachments.filter(({ id }) => attachmentIds.includes(id)) };
    },
    'forget-attachments': (question) => {
      for (const id of ForgetAttachmentsQuestion.parse(question).attachmentIds) this.forgotten.add(id);
      return {};
    },
  };

  #introduce(question: ConnectQuestion): Person | null {
    if (question.by === 'sign-in') {
      const person = this.people.get(question.userId);
      return person && !this.ended.has(question.signInId) ? person : null;
    }
    const userId = this.#tickets.get(question.ticket);
    this.#tickets.delete(question.ticket);
    return (userId && this.people.get(userId)) ?? null;
  }

  #access({ userId, roomIds, lessonIds }: AccessQuestion): AccessAnswer {
    const theirs = roomIds
      .flatMap((id) => this.rooms.get(id) ?? [])
      .filter(({ members }) => members.has(userId));
    return {
      rooms: theirs.map(({ view }) => ({ room: this.#viewFor(userId, view), self: this.selfOf(userId) })),
      lessonIds: lessonIds.filter((id) => this.lessons.get(id)?.has(userId)),
    };
  }

  selfOf(userId: UserId): RoomPerson {
    const part = this.moderators.has(userId) ? 'instructor' : 'student';
    return { id: userId, name: this.people.get(userId)?.name ?? '', part };
  }

  #viewFor(userId: UserId, view: RoomView): RoomView {
    const mayModerate = this.moderators.has(userId);
    return { ...view, mayModerate, mayWrite: view.mayWrite && (view.writers === 'everyone' || mayModerate) };
  }
}
