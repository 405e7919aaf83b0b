import type { ErrorCode } from '@seodang/contracts/errors';
import type { RoomView } from '@seodang/contracts/rooms';

/** Why somebody who has this room may not write in it now; null when they may. */
export function whyNotWrite({ archivedAt, direct, mayWrite }: RoomView): ErrorCode | null {
  if (archivedAt !== null) return 'room.archived';
  if (direct !== null && direct.state !== 'agreed') return 'direct.not_agreed';
  if (mayWrite) return null;
  return direct === null ? 'room.read_only' : 'direct.refused';
}

/**
 * Why somebody may not react there; null when they may. Who may only read what instructors write can still show what they
 * think of it; under a conversation that was left or blocked nobody can.
 */
export function whyNotReact(room: RoomView): ErrorCode | null {
  const code = whyNotWrite(room);
  return code === 'room.read_only' && room.writers === 'instructors' ? null : code;
}

/** Whether somebody is slowed down in this room. */
export function isSlowed(room: RoomView): boolean {
  return room.slowModeSec > 0 && !room.mayModerate;
}

/** Pins are the instructor's in a class; in a conversation both have them. */
export function mayPin(room: RoomView): boolean {
  return room.mayModerate || (room.kind === 'direct' && room.mayWrite);
}
