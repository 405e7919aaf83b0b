import type { LessonId } from '@seodang/contracts/ids';
import type { NodeReport } from './node-report.rules.js';

/** Why the media server would not begin. */
export type StartRefusal = 'running' | 'nobody-inside' | 'switched-off' | 'no-space' | 'failed';

/** The part of the media server that records. Its calls throw `media.unavailable` when it does not answer. */
export interface Recorder {
  start(lessonId: LessonId): Promise<NodeReport | StartRefusal>;
  /** Null when it has no such recording under way. */
  stop(lessonId: LessonId, nodeId: string): Promise<NodeReport | null>;
  /** All that it has, of our lessons. */
  list(): Promise<SeenReport[]>;
  /** Removes a recording with its files; one that is not there is no error. */
  remove(nodeId: string): Promise<void>;
  /** Has a film made once more that failed or is no good; false when nothing is kept that it could be made of. */
  remake(nodeId: string): Promise<boolean>;
  /**
   * Opens the file of a finished recording.
   *
   * @param from The first byte wanted.
   * @returns null when it is not there.
   */
  open(nodeId: string, from: number, signal: AbortSignal): Promise<RecordedFile | null>;
}

/** What is seen of one, with what no webhook tells. */
export interface SeenReport extends NodeReport {
  /** How much of the film is composed, 0 to 1; null when it is not being composed, or not told. */
  readonly composed: number | null;
}

export interface RecordedFile {
  readonly body: AsyncIterable<Uint8Array>;
  /** The first byte of `body`: 0 when the server did not go on from where it was asked to. */
  readonly from: number;
  /** Of the whole file. */
  readonly sizeBytes: number | null;
}
