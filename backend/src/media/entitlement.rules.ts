import type { Speaking } from '@seodang/contracts/courses';
import type { Decision } from '../lessons/index.js';
import { isRoleRight } from './media.rules.js';

/** A page that follows a change of the right to speak is back with the other role in about a second. */
export const FOLLOWS_WITHIN_MS = 3_000;

/** What is known of a student's right to be in a lesson and to speak there. */
export interface Entitlement {
  /** The course's rule. */
  readonly speaking: Speaking;
  readonly decision: Decision | null;
  /** False for who gave up or lost the seat. */
  readonly isMember: boolean;
  readonly now: Date;
}

/**
 * Why a student's connection has to be closed; null when it is as it may be, or still has time to follow.
 *
 * @see docs/adr/0018-granting-the-floor.md
 */
export function verdictOn(
  role: 'MODERATOR' | 'PUBLISHER' | 'SUBSCRIBER',
  entitlement: Entitlement,
): 'removed' | 'speaking-changed' | null {
  if (!mayBeIn(entitlement)) return 'removed';
  const { speaking, decision, now } = entitlement;
  const maySpeak = decision?.maySpeak ?? speaking === 'everyone';
  const changedAt = decision?.speakingChangedAt ?? null;
  const hasTime = changedAt !== null && now.getTime() - changedAt.getTime() < FOLLOWS_WITHIN_MS;
  return isRoleRight(role, maySpeak) || hasTime ? null : 'speaking-changed';
}

function mayBeIn({ decision, isMember }: Entitlement): boolean {
  return isMember && (decision === null || decision.removedAt === null);
}
