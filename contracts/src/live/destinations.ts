import { z } from 'zod';
import type { LessonId, RoomId } from '../ids.js';

/** What a client may do in a room; each has a body in `chat.ts`. */
export const RoomAction = z.enum(['send', 'edit', 'delete', 'react', 'pin', 'read', 'typing', 'report']);
export type RoomAction = z.infer<typeof RoomAction>;

/**
 * The destinations of the chat-server. All others are refused; no pattern is ever matched.
 *
 * A SEND that is done is answered by its RECEIPT. One that is refused gets no RECEIPT but a message on `replies` with
 * the header `receipt-id` and a problem (RFC 9457) as body; the connection goes on.
 */
export const destinations = {
  /** MESSAGE: RoomEvent. For members. */
  room: (id: RoomId) => `/topic/rooms.${id}`,
  /** MESSAGE: PresenceEvent. For members. */
  roomPresence: (id: RoomId) => `/topic/rooms.${id}.presence`,
  /** MESSAGE: LessonEventEnvelope. For who is of the lesson. */
  lesson: (id: LessonId) => `/topic/lessons.${id}`,
  /** MESSAGE: RoomListEvent. One's own. */
  myRooms: '/user/queue/rooms',
  /** MESSAGE: Problem, with the header `receipt-id`. One's own. */
  replies: '/user/queue/replies',
  /** SEND: the body of the action. For members. */
  act: (id: RoomId, action: RoomAction) => `/app/rooms.${id}.${action}`,
  /** SEND: SetPresence. */
  presence: '/app/presence',
} as const;

export type Destination =
  | { readonly name: 'room' | 'roomPresence'; readonly roomId: RoomId }
  | { readonly name: 'lesson'; readonly lessonId: LessonId }
  | { readonly name: 'myRooms' | 'replies' | 'presence' }
  | { readonly name: 'act'; readonly roomId: RoomId; readonly action: RoomAction };

/** All that the schemas of ids ask for, so that an id which matches is one. */
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const actions: ReadonlySet<string | undefined> = new Set(RoomAction.options);

function isAction(word: string | undefined): word is RoomAction {
  return actions.has(word);
}

const TOPIC = new RegExp(`^/topic/(rooms|lessons)\\.(${UUID})(\\.presence)?$`);
const ACT = new RegExp(`^/app/rooms\\.(${UUID})\\.([a-z]+)$`);

/** Reads a destination exactly as `destinations` writes it; null for anything else. */
export function parseDestination(text: string): Destination | null {
  if (text === destinations.myRooms) return { name: 'myRooms' };
  if (text === destinations.replies) return { name: 'replies' };
  if (text === destinations.presence) return { name: 'presence' };
  return parseTopic(text) ?? parseAct(text);
}

function parseTopic(text: string): Destination | null {
  const [, kind, id, presence] = TOPIC.exec(text) ?? [];
  if (id === undefined) return null;
  if (kind === 'lessons') {
    return presence === undefined ? { name: 'lesson', lessonId: id as LessonId } : null;
  }
  return { name: presence === undefined ? 'room' : 'roomPresence', roomId: id as RoomId };
}

function parseAct(text: string): Destination | null {
  const [, id, word] = ACT.exec(text) ?? [];
  return id === undefined || !isAction(word) ? null : { name: 'act', roomId: id as RoomId, action: word };
}
