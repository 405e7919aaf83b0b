import type { RecordingVisibility } from '@seodang/contracts/recordings';

/** What somebody is to a recording. */
export type ReplayPart = 'instructor' | 'operator' | 'student' | 'guest';

export interface Claim {
  readonly visibility: RecordingVisibility;
  readonly isDeleted: boolean;
  readonly leads: boolean;
  readonly isOperator: boolean;
  readonly hasSeat: boolean;
  readonly isRemoved: boolean;
  /** They show the secret of the shared link, and it is the one of now. */
  readonly hasKey: boolean;
}

/**
 * Who may watch: the instructor and operators always, who has a seat unless it is hidden, and whoever has the link if it is
 * shared by link. A person who was removed from the lesson has no seat in it, but may use a link as everybody may.
 *
 * @returns null for those who may not.
 */
export function partIn(claim: Claim): ReplayPart | null {
  const { visibility, isDeleted, leads, isOperator, hasSeat, isRemoved, hasKey } = claim;
  if (isDeleted) return null;
  if (leads) return 'instructor';
  if (isOperator) return 'operator';
  if (hasSeat && !isRemoved && visibility !== 'hidden') return 'student';
  return hasKey && visibility === 'link' ? 'guest' : null;
}

/** May trim, rename, delete, see who watched. */
export function mayManage(part: ReplayPart): boolean {
  return part === 'instructor' || part === 'operator';
}
