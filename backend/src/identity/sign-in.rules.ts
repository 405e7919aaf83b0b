const DAY_MS = 24 * 3_600_000;

/** A refresh token that is not used for this long is worth nothing. */
const IDLE_DAYS = 14;
/** However often it is used, a sign-in ends after this long. */
const LONGEST_DAYS = 90;
/** For this long after its use an old token gives the same successor again: two tabs, or an answer that was lost. */
export const REUSE_GRACE_MS = 10_000;

export function signInEndsAt(now: Date): Date {
  return new Date(now.getTime() + LONGEST_DAYS * DAY_MS);
}

/** When a refresh token made now stops working; never after its sign-in. */
export function refreshEndsAt(now: Date, signInExpiresAt: Date): Date {
  return new Date(Math.min(now.getTime() + IDLE_DAYS * DAY_MS, signInExpiresAt.getTime()));
}

export interface ShownToken {
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
  readonly sameDevice: boolean;
}

/** What becomes of a token that was shown: used now, answered as before, too old, or a sign of theft. */
export function judge(token: ShownToken, now: Date): 'use' | 'repeat' | 'expired' | 'stolen' {
  if (token.usedAt === null) return token.expiresAt > now ? 'use' : 'expired';
  const inGrace = now.getTime() - token.usedAt.getTime() <= REUSE_GRACE_MS;
  return inGrace && token.sameDevice ? 'repeat' : 'stolen';
}
