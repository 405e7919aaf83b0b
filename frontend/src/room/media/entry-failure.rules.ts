import type { EntryFailure } from './session.rules.js';

/** What an answer of the API, or of the media server, told about why one did not get in. */
export interface EntryProblem {
  readonly code: string;
  readonly mayRetry: boolean;
  readonly requestId?: string | undefined;
}

/** Whether to wait, to try again, or to give up. */
export function toEntryFailure({ code, mayRetry, requestId }: EntryProblem): EntryFailure {
  if (code === 'lesson.not_live') return { kind: 'not-live' };
  if (code === 'lesson.already_ended') return { kind: 'ended' };
  return { kind: mayRetry ? 'again' : 'refused', code, requestId };
}
