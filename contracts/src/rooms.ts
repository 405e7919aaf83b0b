import { z } from 'zod';
import { AttachmentId, CourseId, LessonId, MessageId, RoomId, UserId } from './ids.js';
import { LessonState } from './lesson-state.js';
import { pageOf } from './paging.js';
import { Instant } from './time.js';

/** `channel`: of a course; `lesson`: the chat of one lesson; `thread`: under one message; `direct`: of two people. */
export const RoomKind = z.enum(['channel', 'lesson', 'thread', 'direct']);
export type RoomKind = z.infer<typeof RoomKind>;

/** Who may write in a channel or a lesson's chat, besides instructors. */
export const Writers = z.enum(['everyone', 'instructors']);
export type Writers = z.infer<typeof Writers>;

/** Of a direct conversation, for the asking person: `asked` by the other, `asking` the other, `ended` when one has left it. */
export const DirectState = z.enum(['asked', 'asking', 'agreed', 'declined', 'ended']);
export type DirectState = z.infer<typeof DirectState>;

/** Somebody as others in a room see them. */
export const RoomPerson = z.strictObject({
  id: UserId,
  name: z.string(),
  part: z.enum(['instructor', 'student', 'operator']),
});
export type RoomPerson = z.infer<typeof RoomPerson>;

/** No sound and no badge from a room: until an instant, or (`null`) until it is turned on again. */
export const RoomMute = z.strictObject({
  until: Instant.nullable(),
  /** A message that names one comes through all the same. */
  mentionsPass: z.boolean(),
});
export type RoomMute = z.infer<typeof RoomMute>;

/** A room as one person has it. */
export const RoomView = z.strictObject({
  id: RoomId,
  kind: RoomKind,
  /** A channel's own name; of a lesson its title; of a conversation the other's name; of a thread empty. */
  name: z.string(),
  course: z.strictObject({ id: CourseId, title: z.string() }).nullable(),
  lesson: z.strictObject({ id: LessonId, state: LessonState }).nullable(),
  parent: z.strictObject({ roomId: RoomId, messageId: MessageId }).nullable(),
  direct: z.strictObject({ person: RoomPerson, state: DirectState }).nullable(),
  writers: Writers,
  /** Between two messages of one person; 0 is off. Instructors are not slowed. */
  slowModeSec: z.int().min(0).max(300),
  archivedAt: Instant.nullable(),
  mute: RoomMute.nullable(),
  mayWrite: z.boolean(),
  mayModerate: z.boolean(),
});
export type RoomView = z.infer<typeof RoomView>;

const RoomName = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{Cc}\s#@\u202A-\u202E\u2066-\u2069]+$/u);

/** `POST /courses/:id/rooms`. Each course has one channel from its beginning. */
export const CreateRoom = z.strictObject({ name: RoomName, writers: Writers.default('everyone') });
export type CreateRoom = z.infer<typeof CreateRoom>;

export const SlowModeSec = z.union([
  z.literal(0),
  z.literal(5),
  z.literal(10),
  z.literal(30),
  z.literal(60),
  z.literal(300),
]);

/** `PATCH /rooms/:id`, by an instructor of its course. */
export const UpdateRoom = z.strictObject({
  name: RoomName.optional(),
  writers: Writers.optional(),
  slowModeSec: SlowModeSec.optional(),
  isArchived: z.boolean().optional(),
});
export type UpdateRoom = z.infer<typeof UpdateRoom>;

/** `POST /rooms/:id/threads`: the thread under one message; the same message always gives the same room. */
export const OpenThread = z.strictObject({ messageId: MessageId });
export type OpenThread = z.infer<typeof OpenThread>;

/** `POST /direct-rooms`: asks for a conversation; agreed at once when the other has asked too. */
export const AskDirect = z.strictObject({ userId: UserId });
export type AskDirect = z.infer<typeof AskDirect>;

/**
 * `PUT /direct-rooms/:id/answer`: to a request; who no longer agrees to a conversation leaves it, and who left may agree
 * again.
 */
export const AnswerDirect = z.strictObject({ agrees: z.boolean() });
export type AnswerDirect = z.infer<typeof AnswerDirect>;

export const MuteFor = z.enum(['15m', '30m', '1h', 'until-on', 'off']);
export type MuteFor = z.infer<typeof MuteFor>;

/** `PUT /rooms/:id/mute`. */
export const MuteRoom = z.strictObject({ for: MuteFor, mentionsPass: z.boolean().default(true) });
export type MuteRoom = z.infer<typeof MuteRoom>;

/** `GET /rooms/:id/members`, by name; `search` finds parts of names, for mentions. */
export const MembersQuery = z.strictObject({
  search: z.string().trim().max(40).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type MembersQuery = z.infer<typeof MembersQuery>;
export const MemberPage = pageOf(RoomPerson);
export type MemberPage = z.infer<typeof MemberPage>;

/** `GET /me/blocks`; `PUT` and `DELETE /me/blocks/:userId` change it. Their messages are hidden, and they cannot ask. */
export const BlockList = z.strictObject({ items: z.array(RoomPerson) });
export type BlockList = z.infer<typeof BlockList>;

/** Query of `POST /rooms/:id/attachments`: what the file was called; only the last part of a path is kept. */
export const AttachmentQuery = z.strictObject({
  name: z
    .string()
    .max(400)
    .default('')
    .transform(
      (name) =>
        name
          .replace(/[\p{Cc}\p{Cf}]/gu, '')
          .split(/[/\\]/)
          .at(-1)
          ?.trim()
          .slice(0, 120) ?? '',
    ),
});
export type AttachmentQuery = z.infer<typeof AttachmentQuery>;

/** `POST /rooms/:id/attachments` with the raw bytes of a picture (10 MiB): re-encoded, for members of the room only. */
export const AttachmentView = z.strictObject({
  id: AttachmentId,
  name: z.string().max(120),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

/** `POST /chat-ticket`: a credential for one CONNECT within thirty seconds. */
export const ChatTicket = z.strictObject({ ticket: z.string(), expiresAt: Instant });
export type ChatTicket = z.infer<typeof ChatTicket>;
