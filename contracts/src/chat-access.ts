import { z } from 'zod';
import { AttachmentId, LessonId, RoomId, UserId } from './ids.js';
import { Role } from './identity.js';
import { AttachmentView, RoomPerson, RoomView } from './rooms.js';

/** What the chat-server asks the backend, over the inner network only, with the header `X-Seodang-Internal`. */
export const INTERNAL_HEADER = 'X-Seodang-Internal';

/** `POST /internal/chat/connect`: redeems a ticket, or confirms the sign-in of an access token that was verified. */
export const ConnectQuestion = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('ticket'), ticket: z.string().max(200) }),
  z.strictObject({ by: z.literal('sign-in'), userId: UserId, signInId: z.uuid() }),
]);
export type ConnectQuestion = z.infer<typeof ConnectQuestion>;
/** Null: nobody, any more. */
export const ConnectAnswer = z.strictObject({
  person: z
    .strictObject({ userId: UserId, signInId: z.uuid(), name: z.string(), roles: z.array(Role) })
    .nullable(),
});
export type ConnectAnswer = z.infer<typeof ConnectAnswer>;

/** `POST /internal/chat/sign-ins`: which of these live no more. For all connections of a replica at once. */
export const SignInsQuestion = z.strictObject({ signInIds: z.array(z.uuid()).max(2000) });
export const SignInsAnswer = z.strictObject({ ended: z.array(z.uuid()) });

/** `POST /internal/chat/rooms`: all rooms that a person has now. */
export const RoomsQuestion = z.strictObject({ userId: UserId });
export const RoomsAnswer = z.strictObject({ rooms: z.array(RoomView) });

/** `POST /internal/chat/access`: what a person may in rooms that their list need not hold, and in lessons. */
export const AccessQuestion = z.strictObject({
  userId: UserId,
  roomIds: z.array(RoomId).max(500).default([]),
  lessonIds: z.array(LessonId).max(50).default([]),
});
export type AccessQuestion = z.infer<typeof AccessQuestion>;
/** Rooms and lessons that are not theirs are left out. `self` is the person as the members of that room see them. */
export const AccessAnswer = z.strictObject({
  rooms: z.array(z.strictObject({ room: RoomView, self: RoomPerson })),
  lessonIds: z.array(LessonId),
});
export type AccessAnswer = z.infer<typeof AccessAnswer>;

/** `POST /internal/chat/memberships`: the rooms of `access`, of several people at once: of all who talk, now and then. */
export const MembershipsQuestion = z.strictObject({
  people: z.array(z.strictObject({ userId: UserId, roomIds: z.array(RoomId).max(20) })).max(25),
});
export type MembershipsQuestion = z.infer<typeof MembershipsQuestion>;
/** In the order of the question. */
export const MembershipsAnswer = z.strictObject({
  people: z.array(z.strictObject({ rooms: AccessAnswer.shape.rooms })),
});
export type MembershipsAnswer = z.infer<typeof MembershipsAnswer>;

/** `POST /internal/chat/members`: those of `userIds` who are in the room (for mentions). */
export const MembersQuestion = z.strictObject({
  roomId: RoomId,
  userIds: z.array(UserId).max(50),
  /** Who names them: those who have blocked this person are left out. */
  namedBy: UserId.nullable().default(null),
});
export const MembersAnswer = z.strictObject({ userIds: z.array(UserId) });

/** `POST /internal/chat/attachments`: pictures that this person put into this room; others are left out. */
export const AttachmentsQuestion = z.strictObject({
  userId: UserId,
  roomId: RoomId,
  attachmentIds: z.array(AttachmentId).max(10),
});
export const AttachmentsAnswer = z.strictObject({ attachments: z.array(AttachmentView) });

/**
 * `POST /internal/chat/forget-attachments`: pictures of messages that were deleted. Nobody but operators sees them any more,
 * and their bytes go a month later. Asked again, it changes nothing; ids that are not there are passed over.
 */
export const ForgetAttachmentsQuestion = z.strictObject({
  attachmentIds: z.array(AttachmentId).min(1).max(400),
});
export const ForgetAttachmentsAnswer = z.strictObject({});

/** Redis channel on which the backend says what changed. A hint: who misses one finds out by asking again in time. */
export const ACCESS_HINTS = 'seodang:access';
export const AccessHint = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('person'), userId: UserId }),
  z.strictObject({ type: z.literal('room'), roomId: RoomId }),
  z.strictObject({ type: z.literal('rooms'), roomIds: z.array(RoomId) }),
  z.strictObject({ type: z.literal('sign-ins.ended'), signInIds: z.array(z.uuid()) }),
]);
export type AccessHint = z.infer<typeof AccessHint>;

/** Redis stream (about 10,000 entries) to which the outbox is relayed; field `event`: LessonEventEnvelope as JSON. */
export const LESSON_EVENTS = 'seodang:lesson-events';
