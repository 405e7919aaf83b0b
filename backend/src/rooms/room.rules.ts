import type { ErrorCode } from '@seodang/contracts/errors';
import type { UserId } from '@seodang/contracts/ids';
import type { Role } from '@seodang/contracts/identity';
import type { DirectState, RoomKind, RoomPerson, Writers } from '@seodang/contracts/rooms';

/** What decides whether somebody may write in a room. */
export interface WritingRule {
  readonly kind: RoomKind;
  readonly leads: boolean;
  readonly writers: Writers;
  readonly isArchived: boolean;
  /** Of a direct room, or of the one a thread is in; null elsewhere. */
  readonly direct: { readonly isAgreed: boolean; readonly isBlocked: boolean } | null;
}

/** Why a person of a room may not write in it; null when they may. */
export function refusalToWrite({ leads, writers, isArchived, direct }: WritingRule): ErrorCode | null {
  if (isArchived) return 'room.archived';
  if (direct?.isBlocked) return 'direct.refused';
  if (direct && !direct.isAgreed) return 'direct.not_agreed';
  return writers === 'instructors' && !leads ? 'room.read_only' : null;
}

/** A conversation: who asked for it (or was declined, or stayed when the other left), and what became of it. */
export interface Pair {
  readonly state: 'asked' | 'agreed' | 'declined' | 'left';
  readonly askedBy: UserId;
}

/** Where a conversation stands, for one of the two. */
export function directStateFor(userId: UserId, { state, askedBy }: Pair): DirectState {
  if (state === 'left') return 'ended';
  if (state !== 'asked') return state;
  return askedBy === userId ? 'asking' : 'asked';
}

/**
 * What becomes of a conversation when one of the two asks for it: agreed when the other had asked, asked anew by who had
 * declined, or by either after one had left; `refused` for who was declined.
 */
export function afterAsking(asker: UserId, { state, askedBy }: Pair): 'asked' | 'agreed' | 'refused' {
  if (state === 'agreed') return 'agreed';
  if (state === 'left') return 'asked';
  if (state === 'declined') return askedBy === asker ? 'refused' : 'asked';
  return askedBy === asker ? 'asked' : 'agreed';
}

/**
 * What becomes of a conversation when one of the two answers: who once agreed leaves it, which is no refusal for good. Only
 * who asked, was declined, or stayed behind has nothing to answer.
 */
export function afterAnswer(
  userId: UserId,
  agrees: boolean,
  { state, askedBy }: Pair,
): 'agreed' | 'declined' | 'left' | 'forbidden' {
  if (state !== 'agreed' && askedBy === userId) return 'forbidden';
  if (agrees) return 'agreed';
  return state === 'agreed' || state === 'left' ? 'left' : 'declined';
}

/** Whether an instructor sets anything of such a room; a thread follows its parent, and two people need no rule. */
export function mayBeChanged(kind: RoomKind): boolean {
  return kind === 'channel' || kind === 'lesson';
}

/** What somebody is to others outside of any course. */
export function partOf(roles: readonly Role[]): RoomPerson['part'] {
  if (roles.includes('instructor')) return 'instructor';
  return roles.includes('operator') ? 'operator' : 'student';
}
