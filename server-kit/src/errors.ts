import { ERRORS, type ErrorCode } from '@seodang/contracts/errors';
import type { Problem, ProblemDetails } from '@seodang/contracts/problem';

/** A failure that a client is told of, by its code in the catalogue. Anything else becomes `server.failed`. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    readonly details: ProblemDetails = {},
    options?: ErrorOptions,
  ) {
    super(ERRORS[code].title, options);
  }
}

/** What a client is told of an error. @see RFC 9457 §3 */
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
