import { accessTokens } from '../../shared/access-tokens.js';

/** What was begun in each room and not sent, as long as the page lives. */
const drafts = new Map<string, string>();

export const draftOf = (roomId: string): string => drafts.get(roomId) ?? '';

export function keepDraft(roomId: string, text: string): void {
  if (text === '') drafts.delete(roomId);
  else drafts.set(roomId, text);
}

accessTokens.onChange((session) => {
  if (session === null) drafts.clear();
});
