import { UserId, type RoomId } from '@seodang/contracts/ids';
import type { MemberPage, MembersQuery, MuteRoom, RoomView } from '@seodang/contracts/rooms';
import { z } from 'zod';
import { fromCursor, toCursor } from '../platform/db/paging.js';
import type { InTransaction } from '../platform/db/transaction.js';
import type { Actor } from '../platform/http/actor.js';
import type { AccessHints } from './access-hints.js';
import { RoomMembers } from './member.model.js';
import { Mutes } from './mute.model.js';
import type { RoomDirectory } from './room-directory.js';
import { Room } from './room.model.js';

export interface MemberDeps {
  readonly directory: RoomDirectory;
  readonly hints: AccessHints;
  readonly inTransaction: InTransaction;
}

const Place = z.strictObject({ name: z.string(), id: UserId });

/** What a person of a room sees of the others, and sets for themselves. */
export class MemberService {
  readonly #deps: MemberDeps;

  constructor(deps: MemberDeps) {
    this.#deps = deps;
  }

  /** Everybody in a room by name, or those whose name has `search` in it. @throws {AppError} `room.not_found` */
  async list({ userId }: Actor, roomId: RoomId, query: MembersQuery): Promise<MemberPage> {
    const { search = '', cursor, limit } = query;
    const room = await this.#deps.directory.getRow(userId, roomId);
    const after = cursor === undefined ? null : fromCursor(Place, cursor);
    const people = await RoomMembers.list({ room, search, after, limit: limit + 1 });
    const items = people.slice(0, limit);
    const last = items.at(-1);
    const isMore = last && people.length > limit;
    return { items, nextCursor: isMore ? toCursor({ name: last.name, id: last.id }) : null };
  }

  /** No sound and no badge from a room for a while; it counts from now, and a later wish takes its place. @throws {AppError} `room.not_found` */
  async mute({ userId }: Actor, roomId: RoomId, wish: MuteRoom): Promise<RoomView> {
    const { directory, hints, inTransaction } = this.#deps;
    const room = await directory.getRow(userId, roomId);
    const { for: howLong, mentionsPass } = wish;
    await inTransaction(async (tx) => {
      if (howLong === 'off') await Mutes.remove({ userId, roomId }, tx);
      else {
        await Room.keep(room, tx);
        await Mutes.keep({ userId, roomId }, { for: howLong, mentionsPass }, tx);
      }
      hints.after(tx, { type: 'person', userId });
    });
    return directory.get(userId, roomId);
  }
}
