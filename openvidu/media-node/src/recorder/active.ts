import type { EndReason } from '../session/end-reason.js';
import { isDiskTrouble } from './disk.js';
import { RecorderError } from './recorder-error.js';
import type { Recording } from './recording.js';
import type { RunningTake } from './running-take.js';

/** A session's recording that is starting or started. */
export interface Active {
  /** null until it has an id. */
  recording: Recording | null;
  /** null while it is starting. */
  take: RunningTake | null;
  /** What came between before it had started. */
  abortedBy: RecorderError | null;
  /** How the node ended that began it, when it waits for its session to come back. */
  readonly brokenOffBy: EndReason | null;
}

/** Looked up anew each time: it may change while one waits. */
export function throwIfAborted({ abortedBy }: Active): void {
  if (abortedBy) throw abortedBy;
}

/** What came between, as whoever asked for the recording hears it. */
export function whyNotStarted(error: unknown): RecorderError {
  if (error instanceof RecorderError) return error;
  const kind = isDiskTrouble(error) ? 'disk-full' : 'engine';
  return new RecorderError(kind, 'The recording did not start.', { cause: error });
}
