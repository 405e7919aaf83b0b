import type { TakeSegment } from '../../recorder/take.js';
import type { Span } from '../plan/spans.rules.js';

/** How a file of a take is read. */
export interface Reading {
  /** Epoch ms: what a sender's clock puts elsewhere is not used. */
  readonly within: Span;
  readonly signal: AbortSignal;
}

/** What was under way when the engine was told to record, or to stop. */
const SLACK_MS = 10_000;

/** The time from which a segment's packets can be: who sends says what time they are of, and may say anything. */
export const timeOf = ({ startedAt, endedAt }: TakeSegment): Span => ({
  fromMs: startedAt - SLACK_MS,
  toMs: endedAt + SLACK_MS,
});
