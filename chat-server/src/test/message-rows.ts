import { MessageId, UserId, type RoomId } from '@seodang/contracts/ids';
import { newId, newUuid } from '@seodang/server-kit/ids';
import type { MessageRow } from '../chat/message.row.js';

/** Messages of one person as the store keeps them, in this order from the first place of the room on. */
export function rowsOf(roomId: RoomId, texts: readonly string[]): MessageRow[] {
  const author = { id: newId(UserId), name: 'Jun', part: 'student' as const };
  const nothing = { attachments: [], mentions: [], replyTo: null, reactions: [], version: 1 };
  return texts.map((text, at) => ({
    _id: newId(MessageId),
    ...{ roomId, author, text, ...nothing },
    seq: at + 1,
    clientId: newUuid(),
    sentAt: new Date(),
  }));
}
