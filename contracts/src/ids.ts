import { z } from 'zod';

/** A public id: UUIDv7, sortable by time of making, never a counter. */
export const UserId = z.uuid().brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;

export const CourseId = z.uuid().brand<'CourseId'>();
export type CourseId = z.infer<typeof CourseId>;

export const LessonId = z.uuid().brand<'LessonId'>();
export type LessonId = z.infer<typeof LessonId>;

export const RecordingId = z.uuid().brand<'RecordingId'>();
export type RecordingId = z.infer<typeof RecordingId>;

export const BookmarkId = z.uuid().brand<'BookmarkId'>();
export type BookmarkId = z.infer<typeof BookmarkId>;

export const RoomId = z.uuid().brand<'RoomId'>();
export type RoomId = z.infer<typeof RoomId>;

export const MessageId = z.uuid().brand<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

export const AttachmentId = z.uuid().brand<'AttachmentId'>();
export type AttachmentId = z.infer<typeof AttachmentId>;

/** OpenVidu's id of one connection of one user, e.g. `con_EIeO06zgMz`. */
export const ConnectionId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,191}$/)
  .brand<'ConnectionId'>();
export type ConnectionId = z.infer<typeof ConnectionId>;
