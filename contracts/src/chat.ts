import { z } from 'zod';
import { AttachmentView, RoomPerson, RoomView } from './rooms.js';
import { MessageId, RoomId, UserId } from './ids.js';
import { Instant } from './time.js';

export const MESSAGE_LENGTH = 2000;
export const ATTACHMENTS_PER_MESSAGE = 4;

/** A position in a room: 1 is its first message, and no number is left out. */
export const Seq = z.int().positive();

/** Text as people write it: no control characters but line breaks and tabs, counted in UTF-16 units. */
const Text = z
  .string()
  .max(MESSAGE_LENGTH)
  .regex(/^[^\u0000-\u0008\u000B-\u001F\u007F]*$/)
  .transform((text) => text.normalize('NFC').trim());

/**
 * One emoji in its coloured form, whichever: so that nothing else can be put under a message, and no emoji has two spellings
 * that look alike. By the grammar rather than a list, which the next edition of Unicode would make incomplete.
 *
 * @see https://www.unicode.org/reports/tr51/#EBNF_and_Regex
 */
const ONE_EMOJI = (() => {
  const first =
    '(?:\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}|\\p{Extended_Pictographic}\\uFE0F|\\p{Emoji_Presentation})';
  const further = '(?:\\u200D\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier})?)*';
  const tags = '(?:[\\u{E0020}-\\u{E007E}]+\\u{E007F})?';
  return new RegExp(`^(?:\\p{RI}{2}|[0-9#*]\\uFE0F\\u20E3|(?!\\p{RI})${first}${tags}${further})$`, 'u');
})();
export const Emoji = z.string().max(32).regex(ONE_EMOJI, { message: 'not one emoji' });

export const Reaction = z.strictObject({
  emoji: z.string(),
  /** In the order in which they reacted; at most 200 are kept. */
  userIds: z.array(UserId),
});
export type Reaction = z.infer<typeof Reaction>;

/** A message as everybody in its room reads it: the same bytes for all, so nothing in it depends on the reader. */
export const MessageView = z.strictObject({
  id: MessageId,
  roomId: RoomId,
  seq: Seq,
  /** Made by the author's client; by it a client knows its own message again. */
  clientId: z.uuid(),
  author: RoomPerson,
  /** Empty when it was deleted. */
  text: z.string(),
  attachments: z.array(AttachmentView),
  mentions: z.array(UserId),
  /** What it answers, as it read then; without an excerpt since that was deleted. */
  replyTo: z
    .strictObject({ messageId: MessageId, seq: Seq, authorName: z.string(), excerpt: z.string() })
    .nullable(),
  reactions: z.array(Reaction),
  thread: z.strictObject({ roomId: RoomId, replies: z.int().nonnegative(), lastAt: Instant }).nullable(),
  sentAt: Instant,
  editedAt: Instant.nullable(),
  deletedAt: Instant.nullable(),
  pinnedAt: Instant.nullable(),
  /** Rises with each change of this message; of two views the one with the higher version holds. */
  version: z.int().positive(),
});
export type MessageView = z.infer<typeof MessageView>;

/** What arrives on `room(id)`. Applying one twice, or an older version, changes nothing. */
export const RoomEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message.added'), message: MessageView }),
  z.strictObject({ type: z.literal('message.changed'), message: MessageView }),
  z.strictObject({ type: z.literal('typing'), person: RoomPerson, isTyping: z.boolean() }),
  /** Its name, writers, slow mode or archiving changed: read the room again. */
  z.strictObject({ type: z.literal('room.changed'), roomId: RoomId }),
]);
export type RoomEvent = z.infer<typeof RoomEvent>;

export const SendMessage = z
  .strictObject({
    clientId: z.uuid(),
    text: Text,
    attachmentIds: z.array(AttachmentView.shape.id).max(ATTACHMENTS_PER_MESSAGE).default([]),
    mentions: z.array(UserId).max(20).default([]),
    replyTo: MessageId.nullable().default(null),
  })
  .refine(({ text, attachmentIds }) => text !== '' || attachmentIds.length > 0, {
    message: 'nothing to send',
  });
export type SendMessage = z.infer<typeof SendMessage>;

export const EditMessage = z.strictObject({
  messageId: MessageId,
  text: Text.refine((text) => text !== '', { message: 'nothing left' }),
  mentions: z.array(UserId).max(20).default([]),
});
export type EditMessage = z.infer<typeof EditMessage>;

/** By its author, or by who moderates the room (then with a reason that the history keeps). */
export const DeleteMessage = z.strictObject({
  messageId: MessageId,
  reason: z.string().trim().max(200).default(''),
});
export type DeleteMessage = z.infer<typeof DeleteMessage>;

export const ReactToMessage = z.strictObject({ messageId: MessageId, emoji: Emoji, isOn: z.boolean() });
export type ReactToMessage = z.infer<typeof ReactToMessage>;

export const PinMessage = z.strictObject({ messageId: MessageId, isPinned: z.boolean() });
export type PinMessage = z.infer<typeof PinMessage>;

/** A read pointer only moves up. */
export const MarkRead = z.strictObject({ seq: Seq });
export type MarkRead = z.infer<typeof MarkRead>;

/** Sent at most every three seconds while somebody types, and once when they stop. */
export const Typing = z.strictObject({ isTyping: z.boolean() });
export type Typing = z.infer<typeof Typing>;

export const ReportReason = z.enum(['spam', 'harassment', 'inappropriate', 'other']);
export type ReportReason = z.infer<typeof ReportReason>;
export const ReportMessage = z.strictObject({
  messageId: MessageId,
  reason: ReportReason,
  words: z.string().trim().max(500).default(''),
});
export type ReportMessage = z.infer<typeof ReportMessage>;

/** What the end of a room looks like to one person. */
export const RoomHead = z.strictObject({
  roomId: RoomId,
  lastSeq: z.int().nonnegative(),
  readSeq: z.int().nonnegative(),
  /** Unread messages that name this person. */
  mentions: z.int().nonnegative(),
  last: z
    .strictObject({ authorId: UserId, authorName: z.string(), excerpt: z.string(), sentAt: Instant })
    .nullable(),
});
export type RoomHead = z.infer<typeof RoomHead>;

/** `GET /chat/api/rooms`: all rooms of a person, the latest message first. Unread is `lastSeq - readSeq`. */
export const RoomList = z.strictObject({
  items: z.array(z.strictObject({ room: RoomView, head: RoomHead })),
});
export type RoomList = z.infer<typeof RoomList>;

/** What arrives on `user queue rooms`, the end of a room at most once a second. */
export const RoomListEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('head'),
    roomId: RoomId,
    lastSeq: z.int().nonnegative(),
    last: RoomHead.shape.last,
  }),
  z.strictObject({ type: z.literal('read'), roomId: RoomId, readSeq: z.int().nonnegative() }),
  z.strictObject({
    type: z.literal('mentioned'),
    roomId: RoomId,
    messageId: MessageId,
    seq: Seq,
    authorName: z.string(),
    excerpt: z.string(),
  }),
  /** One came to have, lost, or has another view of a room: read the list again. */
  z.strictObject({ type: z.literal('rooms.changed') }),
]);
export type RoomListEvent = z.infer<typeof RoomListEvent>;

/**
 * `GET /chat/api/rooms/:id/messages`: a page by position, oldest first. Without a bound: the newest. `before` and
 * `after` leave their own position out; `around` has it in its middle.
 */
export const HistoryQuery = z
  .strictObject({
    before: z.coerce.number().int().positive().optional(),
    after: z.coerce.number().int().nonnegative().optional(),
    around: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine(({ before, after, around }) => [before, after, around].filter((x) => x !== undefined).length <= 1, {
    message: 'at most one of before, after and around',
  });
export type HistoryQuery = z.infer<typeof HistoryQuery>;

export const HistoryPage = z.strictObject({
  items: z.array(MessageView),
  /** The room's newest position when this was read. */
  lastSeq: z.int().nonnegative(),
});
export type HistoryPage = z.infer<typeof HistoryPage>;

/**
 * `GET /chat/api/rooms/:id/changes`: messages edited, deleted, reacted to or pinned since, oldest change first, for who
 * was away. Ask from `until` of the answer before; a change may come twice.
 */
export const ChangesQuery = z.strictObject({ since: Instant });
export type ChangesQuery = z.infer<typeof ChangesQuery>;
export const Changes = z.strictObject({
  items: z.array(MessageView).max(500),
  until: Instant,
  isComplete: z.boolean(),
});
export type Changes = z.infer<typeof Changes>;

/** `GET /chat/api/rooms/:id/search`: newest first, by any part of two characters or more. */
export const SearchQuery = z.strictObject({
  text: z.string().trim().min(2).max(60),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/** `GET /chat/api/rooms/:id/pins`. */
export const MessageList = z.strictObject({ items: z.array(MessageView) });
export type MessageList = z.infer<typeof MessageList>;

/** `GET /chat/api/messages/:id/history`, for operators: what a message said before, newest first. */
export const MessageHistory = z.strictObject({
  items: z.array(
    z.strictObject({
      text: z.string(),
      /** Of a deleted message; those that were swept since are no longer served. */
      attachments: z.array(AttachmentView),
      until: Instant,
      change: z.enum(['edited', 'deleted']),
      by: RoomPerson,
      reason: z.string(),
    }),
  ),
});
export type MessageHistory = z.infer<typeof MessageHistory>;

/** `GET /chat/api/reports` and `PUT /chat/api/reports/:id/resolution`, for operators. */
export const ReportView = z.strictObject({
  id: z.uuid(),
  message: MessageView,
  reporter: RoomPerson,
  reason: ReportReason,
  words: z.string(),
  reportedAt: Instant,
  resolution: z.enum(['open', 'dismissed', 'message-deleted']),
});
export type ReportView = z.infer<typeof ReportView>;
export const ReportList = z.strictObject({ items: z.array(ReportView) });
export const ResolveReport = z.strictObject({ resolution: z.enum(['dismissed', 'message-deleted']) });

export const PresenceState = z.enum(['active', 'idle', 'offline']);
export type PresenceState = z.infer<typeof PresenceState>;
/** Sent by a client when its person comes back or falls idle. */
export const SetPresence = z.strictObject({ state: z.enum(['active', 'idle']) });
export type SetPresence = z.infer<typeof SetPresence>;
/** What arrives on `room presence`: everybody who is not offline first, then changes, gathered over two seconds. */
export const PresenceEvent = z.strictObject({
  isWhole: z.boolean(),
  people: z.array(z.strictObject({ userId: UserId, state: PresenceState })),
});
export type PresenceEvent = z.infer<typeof PresenceEvent>;
