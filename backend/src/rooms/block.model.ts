import type { RoomId, UserId } from '@seodang/contracts/ids';
import { QueryTypes } from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { Room } from './room.model.js';

export interface BlockedRow {
  readonly id: UserId;
  readonly name: string;
  /** Separated by commas. */
  readonly roles: string | null;
}

interface Block {
  readonly userId: UserId;
  readonly blockedId: UserId;
}

/** Whom somebody does not want to hear from. */
export const Blocks = {
  list(userId: UserId): Promise<BlockedRow[]> {
    return databaseOf(Room).query<BlockedRow>(
      `SELECT u.id, u.name, (SELECT GROUP_CONCAT(role) FROM user_roles WHERE user_id = u.id) AS roles
         FROM user_blocks b JOIN users u ON u.id = b.blocked_id WHERE b.user_id = :userId ORDER BY u.name, u.id`,
      { replacements: { userId }, type: QueryTypes.SELECT },
    );
  },

  /** False when there is no such person. A second time changes nothing. */
  async add(block: Block, at: Date, tx: Tx): Promise<boolean> {
    const [, affected] = await databaseOf(Room).query(
      `INSERT INTO user_blocks (user_id, blocked_id, created_at)
       SELECT :userId, u.id, :at FROM users u WHERE u.id = :blockedId
       ON DUPLICATE KEY UPDATE user_id = user_blocks.user_id`,
      { replacements: { ...block, at }, transaction: tx, type: QueryTypes.INSERT },
    );
    return affected > 0 || Blocks.isBetween(block.userId, block.blockedId, tx);
  },

  async remove(block: Block, tx: Tx): Promise<void> {
    await databaseOf(Room).query(
      'DELETE FROM user_blocks WHERE user_id = :userId AND blocked_id = :blockedId',
      { replacements: { ...block }, transaction: tx, type: QueryTypes.DELETE },
    );
  },

  /** Whether one of the two has blocked the other. */
  async isBetween(one: UserId, other: UserId, tx: Tx): Promise<boolean> {
    const rows = await databaseOf(Room).query(
      `SELECT 1 FROM user_blocks
        WHERE (user_id = :one AND blocked_id = :other) OR (user_id = :other AND blocked_id = :one) LIMIT 1`,
      { replacements: { one, other }, transaction: tx, type: QueryTypes.SELECT },
    );
    return rows.length > 0;
  },

  /** The conversation of two people, with its threads. */
  async listRooms(one: UserId, other: UserId, tx: Tx): Promise<RoomId[]> {
    const [low, high] = [one, other].toSorted() as [UserId, UserId];
    const rows = await databaseOf(Room).query<{ id: RoomId }>(
      `SELECT id FROM rooms WHERE low_user_id = :low AND high_user_id = :high
       UNION ALL
       SELECT t.id FROM rooms d JOIN rooms t ON t.parent_id = d.id
        WHERE d.low_user_id = :low AND d.high_user_id = :high LIMIT 500`,
      { replacements: { low, high }, transaction: tx, type: QueryTypes.SELECT },
    );
    return rows.map(({ id }) => id);
  },
};
