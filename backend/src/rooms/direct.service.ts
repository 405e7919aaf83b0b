import { RoomId, type UserId } from '@seodang/contracts/ids';
import type { AnswerDirect, AskDirect, RoomView } from '@seodang/contracts/rooms';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction, Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '@seodang/server-kit/ids';
import type { Log } from '@seodang/server-kit/log';
import type { AccessHints } from './access-hints.js';
import { Blocks } from './block.model.js';
import { RoomMembers } from './member.model.js';
import type { RoomDirectory } from './room-directory.js';
import { Room } from './room.model.js';
import { afterAnswer, afterAsking } from './room.rules.js';

export interface DirectDeps {
  readonly directory: RoomDirectory;
  readonly hints: AccessHints;
  readonly inTransaction: InTransaction;
  readonly now: Now;
  readonly log: Log;
}

/** Conversations of two, who both have to want it. Each pair has one room; its row is locked while it changes. */
export class DirectService {
  readonly #deps: DirectDeps;

  constructor(deps: DirectDeps) {
    this.#deps = deps;
  }

  /**
   * Asks for a conversation; agreed at once when the other has asked too. A second time changes nothing.
   *
   * @throws {AppError} `direct.yourself`; `person.not_found` for who shares no course; `direct.refused` when one has blocked
   * the other or the asking was declined
   */
  async ask({ userId }: Actor, { userId: other }: AskDirect): Promise<RoomView> {
    const { directory, inTransaction, now, log } = this.#deps;
    if (userId === other) throw new AppError('direct.yourself');
    if (!(await RoomMembers.shareCourse(userId, other))) throw new AppError('person.not_found');
    const id = await inTransaction(async (tx) => {
      const room = await Room.lockPair({ id: newId(RoomId), askedBy: userId, other, at: now() }, tx);
      if (await Blocks.isBetween(userId, other, tx)) throw new AppError('direct.refused');
      const state = afterAsking(userId, pairOf(room));
      if (state === 'refused') throw new AppError('direct.refused');
      const askedBy = state === 'asked' ? userId : room.askedBy;
      await room.update({ directState: state, askedBy }, { transaction: tx });
      await this.#tell(tx, room.id, [userId, other]);
      return room.id;
    });
    log.info({ roomId: id }, 'conversation asked for');
    return directory.get(userId, id);
  }

  /**
   * Agrees to a conversation that the other asked for, or declines it; one that was agreed to is left so, until agreed to anew.
   *
   * @throws {AppError} `room.not_found`, `auth.forbidden` for who asked, `direct.refused` when one has blocked the other
   */
  async answer({ userId }: Actor, roomId: RoomId, { agrees }: AnswerDirect): Promise<RoomView> {
    const { directory, inTransaction } = this.#deps;
    const { kind, otherId } = await directory.getRow(userId, roomId);
    if (kind !== 'direct' || otherId === null) throw new AppError('room.not_found');
    await inTransaction(async (tx) => {
      const room = await Room.lock(roomId, tx);
      if (!room) throw new AppError('room.not_found');
      const after = afterAnswer(userId, agrees, pairOf(room));
      if (after === 'forbidden') throw new AppError('auth.forbidden');
      if (agrees && (await Blocks.isBetween(userId, otherId, tx))) throw new AppError('direct.refused');
      const askedBy = after === 'agreed' ? room.askedBy : otherId;
      await room.update({ directState: after, askedBy }, { transaction: tx });
      await this.#tell(tx, roomId, [userId, otherId]);
    });
    return directory.get(userId, roomId);
  }

  async #tell(tx: Tx, roomId: RoomId, people: readonly UserId[]): Promise<void> {
    const roomIds = [roomId, ...(await Room.listThreads(roomId, tx))];
    const persons = people.map((userId) => ({ type: 'person' as const, userId }));
    this.#deps.hints.after(tx, { type: 'rooms', roomIds }, ...persons);
  }
}

function pairOf({ directState: state, askedBy }: Room) {
  if (state === null || askedBy === null) throw new Error('this is no room of two');
  return { state, askedBy };
}
