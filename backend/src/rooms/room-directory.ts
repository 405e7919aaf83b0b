import type { LessonId, RoomId, UserId } from '@seodang/contracts/ids';
import type { RoomPerson, RoomView } from '@seodang/contracts/rooms';
import type { Tx } from '../platform/db/transaction.js';
import { AppError } from '@seodang/server-kit/errors';
import { RoomMembers } from './member.model.js';
import { RoomAccess, type RoomRow } from './room-access.model.js';
import { refusalToWrite } from './room.rules.js';
import { selfIn, toRoomView, writingRuleOf } from './room.view.js';

/** Questions about rooms, for every feature that hangs on them. It changes nothing. */
export class RoomDirectory {
  /** The list of a person. */
  async listOf(userId: UserId): Promise<RoomView[]> {
    const rows = await RoomAccess.list(userId);
    return rows.map((row) => toRoomView(row, userId));
  }

  /** Those of `roomIds` that are a person's, each with the person as others in it see them. */
  async find(
    userId: UserId,
    roomIds: readonly RoomId[],
  ): Promise<{ readonly room: RoomView; readonly self: RoomPerson }[]> {
    const rows = await RoomAccess.find(userId, roomIds);
    return rows.map((row) => ({ room: toRoomView(row, userId), self: selfIn(row, userId) }));
  }

  /** Those of `lessonIds` of whose events a person may hear. */
  listLessons(userId: UserId, lessonIds: readonly LessonId[]): Promise<LessonId[]> {
    return RoomAccess.listLessons(userId, lessonIds);
  }

  /** Those of `userIds` who are in a room, without those who have blocked `namedBy`. */
  listMembersAmong(
    roomId: RoomId,
    userIds: readonly UserId[],
    namedBy: UserId | null = null,
  ): Promise<UserId[]> {
    return RoomMembers.listAmong(roomId, { userIds, namedBy });
  }

  /** @throws {AppError} `room.not_found` for a room that is not there and for one that is not theirs, alike. */
  async get(userId: UserId, roomId: RoomId): Promise<RoomView> {
    return toRoomView(await this.getRow(userId, roomId), userId);
  }

  /** @throws {AppError} `room.not_found` */
  async getRow(userId: UserId, roomId: RoomId, tx?: Tx): Promise<RoomRow> {
    const [row] = await RoomAccess.find(userId, [roomId], tx);
    if (!row) throw new AppError('room.not_found');
    return row;
  }

  /** @throws {AppError} `room.not_found`, `room.archived`, `room.read_only`, `direct.not_agreed`, `direct.refused` */
  async getWritable(userId: UserId, roomId: RoomId, tx?: Tx): Promise<RoomRow> {
    const row = await this.getRow(userId, roomId, tx);
    const refusal = refusalToWrite(writingRuleOf(row));
    if (refusal) throw new AppError(refusal);
    return row;
  }
}
