import type { RoomId, UserId } from '@seodang/contracts/ids';
import type { MuteFor } from '@seodang/contracts/rooms';
import { QueryTypes } from 'sequelize';
import { databaseOf } from '../platform/db/database.js';
import type { Tx } from '../platform/db/transaction.js';
import { Room } from './room.model.js';

interface MuteKey {
  readonly userId: UserId;
  readonly roomId: RoomId;
}

const MINUTES = { '15m': 15, '30m': 30, '1h': 60, 'until-on': null } as const satisfies Record<
  Exclude<MuteFor, 'off'>,
  number | null
>;

/** Rooms somebody wants no sound from. Times are of the database's clock, which all replicas share. */
export const Mutes = {
  async keep(
    key: MuteKey,
    mute: { for: Exclude<MuteFor, 'off'>; mentionsPass: boolean },
    tx: Tx,
  ): Promise<void> {
    await databaseOf(Room).query(
      `INSERT INTO room_mutes (user_id, room_id, until_at, mentions_pass)
       VALUES (:userId, :roomId, UTC_TIMESTAMP(3) + INTERVAL :minutes MINUTE, :mentionsPass)
       ON DUPLICATE KEY UPDATE until_at = VALUES(until_at), mentions_pass = VALUES(mentions_pass)`,
      {
        replacements: { ...key, minutes: MINUTES[mute.for], mentionsPass: mute.mentionsPass },
        transaction: tx,
        type: QueryTypes.INSERT,
      },
    );
  },

  async remove(key: MuteKey, tx: Tx): Promise<void> {
    await databaseOf(Room).query('DELETE FROM room_mutes WHERE user_id = :userId AND room_id = :roomId', {
      replacements: { ...key },
      transaction: tx,
      type: QueryTypes.DELETE,
    });
  },
};
