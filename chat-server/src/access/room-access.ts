import type { AccessHint } from '@seodang/contracts/chat-access';
import type { LessonId, RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomView } from '@seodang/contracts/rooms';
import { AppError } from '@seodang/server-kit/errors';
import { AnswerCache } from './answer-cache.js';
import type { BackendClient } from './backend.client.js';
import type { Membership } from './membership.js';
import { MembershipRenewal } from './membership-renewal.js';

/** A class goes on talking while the backend is away. */
const WITHOUT_BACKEND = { goodMs: 10 * 60_000 };

/** What people may, as the backend says; remembered for a minute, forgotten at a hint. */
export class RoomAccess {
  readonly #backend: BackendClient;
  readonly #rooms: AnswerCache<Membership>;
  readonly #lessons = new AnswerCache<true>(WITHOUT_BACKEND);
  readonly #lists = new AnswerCache<readonly RoomView[]>();
  readonly #questions = new Map<UserId, Question>();

  constructor(backend: BackendClient) {
    this.#backend = backend;
    const renewal = new MembershipRenewal(backend);
    this.#rooms = new AnswerCache({
      ...WITHOUT_BACKEND,
      renew: (userId, roomId) => renewal.ask(userId, roomId as RoomId),
    });
  }

  /** Null: not theirs. @throws {AppError} `chat.unavailable` when the backend must be asked and does not answer. */
  find(userId: UserId, roomId: RoomId): Promise<Membership | null> {
    return this.#rooms.get(userId, roomId, async () => {
      const { rooms } = await this.#askTogether(userId, roomId);
      return rooms.find(({ room }) => room.id === roomId) ?? null;
    });
  }

  /** @throws {AppError} `room.not_found`, also for one that others have; `chat.unavailable` */
  async get(userId: UserId, roomId: RoomId): Promise<Membership> {
    const membership = await this.find(userId, roomId);
    if (!membership) throw new AppError('room.not_found');
    return membership;
  }

  /** Whether a person is of a lesson. */
  async isOf(userId: UserId, lessonId: LessonId): Promise<boolean> {
    const is = await this.#lessons.get(userId, lessonId, async () => {
      const { lessonIds } = await this.#backend.access({ userId, lessonIds: [lessonId] });
      return lessonIds.includes(lessonId) ? true : null;
    });
    return is !== null;
  }

  /** All rooms of a person's list. */
  async roomsOf(userId: UserId): Promise<readonly RoomView[]> {
    return (await this.#lists.get(userId, 'all', () => this.#backend.roomsOf(userId))) ?? [];
  }

  /** Forgets what a hint puts in doubt. */
  forget(hint: AccessHint): void {
    switch (hint.type) {
      case 'person':
        for (const cache of [this.#rooms, this.#lessons, this.#lists]) cache.forgetPerson(hint.userId);
        return;
      case 'room':
        this.#forgetRooms([hint.roomId]);
        return;
      case 'rooms':
        this.#forgetRooms(hint.roomIds);
        return;
      case 'sign-ins.ended':
        return;
    }
  }

  forgetAll(): void {
    for (const cache of [this.#rooms, this.#lessons, this.#lists]) cache.clear();
  }

  /** Lets go of what holds no more. */
  sweep(): void {
    for (const cache of [this.#rooms, this.#lessons, this.#lists]) cache.sweep();
  }

  #forgetRooms(roomIds: readonly RoomId[]): void {
    for (const roomId of roomIds) this.#rooms.forgetThing(roomId);
    const ids = new Set(roomIds);
    // A list without the room may be the one that it is new to, so all go; who is here asks again.
    if (ids.size > 0) this.#lists.clear();
  }

  /** What one person is asked of within one turn of the event loop is one question. */
  #askTogether(userId: UserId, roomId: RoomId): Question['answer'] {
    let question = this.#questions.get(userId);
    if (!question) {
      const roomIds = new Set<RoomId>();
      const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        this.#questions.delete(userId);
        return this.#backend.access({ userId, roomIds: [...roomIds] });
      });
      question = { roomIds, answer };
      this.#questions.set(userId, question);
    }
    question.roomIds.add(roomId);
    return question.answer;
  }
}

interface Question {
  readonly roomIds: Set<RoomId>;
  readonly answer: ReturnType<BackendClient['access']>;
}
