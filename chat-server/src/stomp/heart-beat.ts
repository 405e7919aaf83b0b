import { malformed } from './stomp-error.js';

/** What both sides agreed on; 0 is none. */
export interface HeartBeat {
  readonly sendEveryMs: number;
  readonly expectEveryMs: number;
}

export const NO_HEART_BEAT: HeartBeat = { sendEveryMs: 0, expectEveryMs: 0 };

/** So many intervals without an octet, and the other side counts as gone. */
const MISSED_BEATS = 3;

/**
 * Agrees on heart-beats: each direction takes the longer interval, and none when either side wants none.
 *
 * @param everyMs What the server can send, and wants to hear.
 * @param header Of CONNECT: `<can send>,<wants to hear>` in milliseconds.
 * @throws {StompError} when the header is no pair of numbers.
 * @see STOMP 1.2 "Heart-beating"
 */
export function agreeOnHeartBeat(everyMs: number, header: string | undefined): HeartBeat {
  if (header === undefined) return NO_HEART_BEAT;
  const [, canSend, wants] = /^(\d{1,9}),(\d{1,9})$/.exec(header) ?? [];
  if (canSend === undefined || wants === undefined) throw malformed('heart-beat is not a pair of numbers');
  return { sendEveryMs: longer(everyMs, Number(wants)), expectEveryMs: longer(everyMs, Number(canSend)) };
}

function longer(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : Math.max(one, other);
}

/** Is it time to send an octet? `lookEveryMs`: when the question will be asked again. */
export function isBeatDue(
  { sendEveryMs }: HeartBeat,
  times: { readonly sentAtMs: number; readonly nowMs: number; readonly lookEveryMs: number },
): boolean {
  return sendEveryMs > 0 && times.nowMs - times.sentAtMs + times.lookEveryMs >= sendEveryMs;
}

/** Has the other side been silent for too long? */
export function isSilent(
  { expectEveryMs }: HeartBeat,
  times: { readonly heardAtMs: number; readonly nowMs: number },
): boolean {
  return expectEveryMs > 0 && times.nowMs - times.heardAtMs > MISSED_BEATS * expectEveryMs;
}
