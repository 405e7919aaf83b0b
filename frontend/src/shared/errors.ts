import type { ErrorCode } from '@seodang/contracts/errors';
import type { FieldError } from '@seodang/contracts/problem';

/** What can go wrong on the way, before any answer of the server. */
export type ClientErrorCode =
  'client.offline' | 'client.unreachable' | 'client.timeout' | 'client.bad_answer';

interface ApiErrorDetails {
  /** HTTP status; 0 when there was no answer. */
  status?: number | undefined;
  /** What a person quotes to an operator. */
  requestId?: string | undefined;
  retryAfterSec?: number | undefined;
  fields?: readonly FieldError[] | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  cause?: unknown;
}

/** A request that failed. Screens show the text `errors.<code>`; `message` is for logs only. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly requestId: string | undefined;
  readonly retryAfterSec: number | undefined;
  readonly fields: readonly FieldError[];
  /** The whole problem as the server told it; what is in it besides depends on the code. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode | ClientErrorCode,
    details: ApiErrorDetails = {},
  ) {
    super(code, { cause: details.cause });
    this.status = details.status ?? 0;
    this.requestId = details.requestId;
    this.retryAfterSec = details.retryAfterSec;
    this.fields = details.fields ?? [];
    this.details = details.details ?? {};
  }

  /** Asking again may help: nothing was wrong with the request itself. */
  get mayRetry(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The key of the text for any thrown thing; what nobody foresaw reads as our own failure. */
export function errorTextKey(error: unknown): string {
  return `errors.${error instanceof ApiError ? error.code : 'server.failed'}`;
}
