import { ERRORS, type ErrorCode } from '@seodang/contracts/errors';
import type { FieldError, Problem } from '@seodang/contracts/problem';

/** What an error tells its client beside the code; everything here is public. */
export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  /** Over HTTP also sent as the header `Retry-After`. */
  readonly retryAfterSec?: number;
}

/** A failure that a client is told of, by its code in the catalogue. Anything else becomes `server.failed`. */
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

/** Something that the chat stands on does not answer; it is worth trying again. */
export function unavailable(cause: unknown): AppError {
  return new AppError('chat.unavailable', { retryAfterSec: 2 }, { cause });
}

/** What a client is told of an error, whatever was thrown. @see RFC 9457 §3 */
export function toProblem(error: AppError, instance: string, requestId?: string): Problem {
  const { status, title } = ERRORS[error.code];
  const { errors, ...details } = error.details;
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    code: error.code,
    instance,
    ...(requestId === undefined ? {} : { requestId }),
    ...(errors ? { errors: [...errors] } : {}),
    ...details,
  };
}
