import type { MessageView, RoomEvent, RoomHead } from '@seodang/contracts/chat';
import { excerptOf } from './message.rules.js';
import type { MessageRow } from './message.row.js';

export function toMessageView(row: MessageRow): MessageView {
  return {
    id: row._id,
    roomId: row.roomId,
    seq: row.seq,
    clientId: row.clientId,
    author: row.author,
    text: row.text,
    attachments: [...row.attachments],
    mentions: [...row.mentions],
    replyTo: row.replyTo,
    reactions: row.reactions,
    thread: row.thread ? { ...row.thread, lastAt: row.thread.lastAt.toISOString() } : null,
    sentAt: row.sentAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    pinnedAt: row.pinnedAt?.toISOString() ?? null,
    version: row.version,
  };
}

/** The body that readers of a room get when a message was added. */
export function addedBody(row: MessageRow): string {
  return JSON.stringify({ type: 'message.added', message: toMessageView(row) } satisfies RoomEvent);
}

/** The body that readers of a room get when a message was changed. */
export function changedBody(row: MessageRow): string {
  return JSON.stringify({ type: 'message.changed', message: toMessageView(row) } satisfies RoomEvent);
}

/** What a list of rooms shows of a room's newest message. */
export function toLast(row: MessageRow): NonNullable<RoomHead['last']> {
  return {
    authorId: row.author.id,
    authorName: row.author.name,
    excerpt: excerptOf(row.text),
    sentAt: row.sentAt.toISOString(),
  };
}
