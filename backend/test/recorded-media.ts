import { randomBytes } from 'node:crypto';
import { ConnectionId, type LessonId, type UserId } from '@seodang/contracts/ids';
import type { ConnectionWish, LessonMedia, MediaConnection, PersonKey } from '../src/lessons/index.js';
import { AppError } from '@seodang/server-kit/errors';

/** Writes down what lessons ask of the media server; the real one is tested with its own server. */
export class RecordedMedia implements LessonMedia {
  readonly calls: string[] = [];
  readonly wishes: ConnectionWish[] = [];
  /** Who is in any lesson that is asked about. */
  inside: UserId[] = [];
  isAway = false;
  /** Runs while a connection is being made, to put another request into the middle of a join. */
  duringCreate: (() => Promise<unknown>) | null = null;

  openSession(lessonId: LessonId): Promise<void> {
    return this.#answer(`open ${lessonId}`);
  }

  async createConnection(wish: ConnectionWish): Promise<MediaConnection> {
    this.wishes.push(wish);
    await this.#answer(`connect ${wish.lessonId}`);
    await this.duringCreate?.();
    const connectionId = ConnectionId.parse(`con_${randomBytes(5).toString('hex')}`);
    const role = wish.part === 'instructor' ? 'MODERATOR' : wish.maySpeak ? 'PUBLISHER' : 'SUBSCRIBER';
    return { connectionId, token: `wss://media.example?token=${randomBytes(8).toString('hex')}`, role };
  }

  changeSpeaking({ lessonId, userId }: PersonKey, maySpeak: boolean): Promise<void> {
    return this.#answer(`${maySpeak ? 'grant' : 'revoke'} ${lessonId} ${userId}`);
  }

  removePerson({ lessonId, userId }: PersonKey): Promise<void> {
    return this.#answer(`remove ${lessonId} ${userId}`);
  }

  listInside(): Promise<UserId[]> {
    return Promise.resolve(this.inside);
  }

  closeSession(lessonId: LessonId): Promise<void> {
    return this.#answer(`close ${lessonId}`);
  }

  #answer(call: string): Promise<void> {
    this.calls.push(call);
    return this.isAway
      ? Promise.reject(new AppError('media.unavailable', { retryAfterSec: 2 }))
      : Promise.resolve();
  }
}
