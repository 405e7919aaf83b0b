import { Problem } from '@seodang/contracts/problem';
import { ApiError } from './errors.js';

/** A request's answer if it is a good one. @throws {ApiError} with the code of its problem otherwise. */
export async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = Problem.safeParse(await json(response));
  if (problem.success) {
    const { code, requestId, retryAfterSec, errors } = problem.data;
    throw new ApiError(code, { status: response.status, requestId, retryAfterSec, fields: errors });
  }
  // Not our server's words: a proxy in front of a server that is away answers like this.
  throw new ApiError(response.status >= 502 ? 'client.unreachable' : 'client.bad_answer', {
    status: response.status,
    requestId: requestIdOf(response),
  });
}

/** A body as JSON, or undefined when it is something else. */
export async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

export function requestIdOf(response: Response): string | undefined {
  return response.headers.get('x-request-id') ?? undefined;
}

/** The error of a fetch that brought no answer. */
export function noAnswer(cause: unknown, timeout: AbortSignal): ApiError {
  if (timeout.aborted) return new ApiError('client.timeout', { cause });
  return new ApiError(navigator.onLine ? 'client.unreachable' : 'client.offline', { cause });
}
