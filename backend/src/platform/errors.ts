import { ERRORS, type ErrorCode } from '@seodang/contracts/errors';
import type { FieldError } from '@seodang/contracts/problem';

/** What an error tells its client beside the code; everything here is public. */
export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  /** Also sent as the header `Retry-After`. */
  readonly retryAfterSec?: number;
  /** When a lesson may be started, ISO 8601. */
  readonly startableFrom?: string;
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

/** A failure that a client is told of, by its code in the catalogue. Anything else becomes a 500 without detail. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(ERRORS[code].title, options);
  }
}
