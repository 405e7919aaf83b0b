import type { Speaking } from '@seodang/contracts/courses';
import type { Decision } from '../lessons/index.js';
import { isRoleRight } from './media.rules.js';

/** A page that follows a change of the right to speak is back with the other role in about a second. */
export const FOLLOWS_WITHIN_MS = 3_000;

/** What is known of a student's right to be in a lesson and to speak there. */
export interface Entitlement {
  /** The course's rule. */
  readonly speaking: Speaking;
  /** The lesson may be recorded: who did not agree to it listens. */
  readonly isRecorded: boolean;
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
  const { speaking, isRecorded, decision } = entitlement;
  const hasFloor = decision?.maySpeak ?? speaking === 'everyone';
  const maySpeak = hasFloor && (!isRecorded || decision?.agrees === true);
  return isRoleRight(role, maySpeak) || hasTime(entitlement) ? null : 'speaking-changed';
}

function hasTime({ decision, now }: Entitlement): boolean {
  const changes = [decision?.speakingChangedAt, decision?.agreementChangedAt];
  return changes.some((at) => at && now.getTime() - at.getTime() < FOLLOWS_WITHIN_MS);
}

function mayBeIn({ decision, isMember }: Entitlement): boolean {
  return isMember && (decision === null || decision.removedAt === null);
}
