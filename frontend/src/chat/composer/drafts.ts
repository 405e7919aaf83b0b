import { accessTokens } from '../../shared/access-tokens.js';

/** What was begun in a room and not sent, with the names of the people whom it names, by their ids. */
export interface KeptDraft {
  readonly text: string;
  readonly picked: ReadonlyMap<string, string>;
}

const NONE: KeptDraft = { text: '', picked: new Map() };
/** As long as the page lives. */
const drafts = new Map<string, KeptDraft>();

export const draftOf = (roomId: string): KeptDraft => drafts.get(roomId) ?? NONE;

export function keepDraft(roomId: string, draft: KeptDraft): void {
  if (draft.text === '') drafts.delete(roomId);
  else drafts.set(roomId, { ...draft, picked: new Map(draft.picked) });
}

export function dropDraft(roomId: string): void {
  drafts.delete(roomId);
}

accessTokens.onChange((session) => {
  if (session === null) drafts.clear();
});
