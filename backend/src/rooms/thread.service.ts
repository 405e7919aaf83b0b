import { RoomId } from '@seodang/contracts/ids';
import type { OpenThread, RoomView } from '@seodang/contracts/rooms';
import type { Now } from '@seodang/server-kit/clock';
import type { InTransaction } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '@seodang/server-kit/ids';
import type { RoomDirectory } from './room-directory.js';
import { Room } from './room.model.js';

export interface ThreadDeps {
  readonly directory: RoomDirectory;
  readonly inTransaction: InTransaction;
  readonly now: Now;
}

/** Threads: rooms under one message, with the people of the room it is in. */
export class ThreadService {
  readonly #deps: ThreadDeps;

  constructor(deps: ThreadDeps) {
    this.#deps = deps;
  }

  /**
   * The thread under a message; who may only read may open one that is there. Messages are not known here: a thread under
   * none is a room that nobody finds.
   *
   * @throws {AppError} `room.not_found`, `auth.forbidden` in a thread; `room.archived`, `room.read_only`,
   * `direct.not_agreed` and `direct.refused` when it is not there yet
   */
  async open(actor: Actor, roomId: RoomId, { messageId }: OpenThread): Promise<RoomView> {
    const { directory, inTransaction, now } = this.#deps;
    const { kind } = await directory.getRow(actor.userId, roomId);
    if (kind === 'thread') throw new AppError('auth.forbidden');
    if (!(await Room.findThread(roomId, messageId))) {
      const parent = await directory.getWritable(actor.userId, roomId);
      await inTransaction(async (tx) => {
        await Room.keep(parent, tx);
        await Room.openThread({ id: newId(RoomId), parent, messageId, at: now() }, tx);
      });
    }
    const thread = await Room.findThread(roomId, messageId);
    if (!thread) throw new AppError('room.not_found');
    return directory.get(actor.userId, thread.id);
  }
}
