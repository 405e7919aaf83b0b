import { createHash } from 'node:crypto';
import { UserId } from '@seodang/contracts/ids';

/** Whom a link of media was made for: somebody signed in on one device, or whoever has the shared link. */
export type Viewer =
  | { readonly kind: 'person'; readonly userId: UserId; readonly signInId: string }
  /** `mark` tells one secret of sharing from the next, without showing it. */
  | { readonly kind: 'guest'; readonly mark: string };

export function guestWith(shareKey: string): Viewer {
  return { kind: 'guest', mark: markOf(shareKey) };
}

export function markOf(shareKey: string): string {
  return createHash('sha256').update(shareKey).digest('base64url').slice(0, 16);
}

/** As it stands in links. */
export function viewerToText(viewer: Viewer): string {
  return viewer.kind === 'guest' ? `g~${viewer.mark}` : `${viewer.userId}~${viewer.signInId}`;
}

/** Null for anything that `viewerToText` does not write. */
export function viewerFromText(text: string): Viewer | null {
  const [who = '', more = '', ...rest] = text.split('~');
  if (rest.length > 0 || !/^[\w-]{1,64}$/.test(more)) return null;
  if (who === 'g') return { kind: 'guest', mark: more };
  const userId = UserId.safeParse(who);
  return userId.success ? { kind: 'person', userId: userId.data, signInId: more } : null;
}
