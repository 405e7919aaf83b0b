import { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors.js';
import type { RecordingState, RecordingWork } from './recordings.js';

/** One field of a request that was refused; `path` is dotted, e.g. `profile.email`. */
export const FieldError = z.strictObject({ path: z.string(), message: z.string() });
export type FieldError = z.infer<typeof FieldError>;

/** What an error tells its client beside the code; everything here is public. */
export interface ProblemDetails {
  readonly errors?: readonly FieldError[];
  /** Over HTTP also sent as the header `Retry-After`. */
  readonly retryAfterSec?: number;
  /** When a lesson may be started, ISO 8601. */
  readonly startableFrom?: string;
  /** What is done about a recording that cannot be watched yet, and whether anything is. */
  readonly recording?: { readonly state: RecordingState; readonly work: RecordingWork | null };
  /** How many people have a seat already. */
  readonly seatsTaken?: number;
  /** The lesson of the same instructor that is in the way; its start is ISO 8601. */
  readonly clashesWith?: {
    readonly lessonId: string;
    readonly title: string;
    readonly startsAt: string;
    readonly durationMin: number;
  };
}

const codes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/**
 * The body of every error answer, `application/problem+json`.
 * `code` is what programs and translations read; `requestId` is what a person quotes to an operator.
 *
 * @see RFC 9457 §3
 */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(codes),
  instance: z.string(),
  requestId: z.string().optional(),
  errors: z.array(FieldError).optional(),
  retryAfterSec: z.int().nonnegative().optional(),
});
export type Problem = z.infer<typeof Problem>;
