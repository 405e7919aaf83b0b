import { Problem } from '@seodang/contracts/problem';
import { ApiError } from './errors.js';

/** A request's answer if it is a good one. @throws {ApiError} with the code of its problem otherwise. */
export async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = Problem.safeParse(await json(response));
  if (problem.success) {
    const { code, requestId, retryAfterSec, errors } = problem.data;
    const details = problem.data;
    throw new ApiError(code, { status: response.status, requestId, retryAfterSec, fields: errors, details });
  }
  throw new ApiError(codeOfProxy(response.status), {
    status: response.status,
    requestId: requestIdOf(response),
  });
}

/** What it means when it is not our server's words: a proxy answers for a server that is away, or for too much at once. */
function codeOfProxy(status: number) {
  if (status === 413) return 'request.too_large';
  return status >= 502 ? 'client.unreachable' : 'client.bad_answer';
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
