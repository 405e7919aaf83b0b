import { RoomId, type CourseId, type UserId } from '@seodang/contracts/ids';
import type { InTransaction } from '../src/platform/db/transaction.js';
import { newId } from '@seodang/server-kit/ids';
import { Room } from '../src/rooms/index.js';

export interface SeedRooms {
  /** A course that gets a second channel. */
  readonly courseId: CourseId;
  readonly channel: string;
  /** Two who agreed to talk; the first asked. */
  readonly pair: readonly [UserId, UserId];
}

/** What the first channels and the chats of lessons do not have by themselves. A second time changes nothing. */
export async function seedRooms(
  { courseId, channel, pair: [askedBy, other] }: SeedRooms,
  inTransaction: InTransaction,
): Promise<void> {
  await inTransaction(async (tx) => {
    const createdAt = new Date();
    await Room.keep({ id: RoomId.parse(courseId), kind: 'channel', courseId }, tx);
    const where = { courseId, name: channel };
    if ((await Room.count({ where, transaction: tx })) === 0) {
      await Room.addChannel(
        { id: newId(RoomId), courseId, name: channel, writers: 'everyone', createdAt },
        tx,
      );
    }
    const room = await Room.lockPair({ id: newId(RoomId), askedBy, other, at: createdAt }, tx);
    if (room.directState === 'asked') await room.update({ directState: 'agreed' }, { transaction: tx });
  });
}
