import { ERRORS } from '@seodang/contracts/errors';
import { AppError, toProblem } from '@seodang/server-kit/errors';
import type { Farewell } from '../stomp/session.js';
import { CLOSE, StompError } from '../stomp/stomp-error.js';

/** This replica goes away, and its clients are asked back each at a moment of its own. */
export class Leaving extends Error {
  override readonly name = 'Leaving';

  constructor(readonly comeBackInMs: number) {
    super('this replica goes away');
  }
}

/** Where the chat is: what problems of a connection as a whole are about. */
const INSTANCE = '/chat';

/** What a client hears before its connection is closed. Only what the catalogue knows leaves the house. */
export function farewellFor(error: unknown): Farewell {
  if (error instanceof StompError) {
    const problem = { ...toProblem(new AppError(error.code), INSTANCE), detail: error.detail };
    return { message: problem.title, body: JSON.stringify(problem), closeCode: error.closeCode };
  }
  if (error instanceof Leaving) {
    const retryAfterSec = Math.ceil(error.comeBackInMs / 1000);
    return {
      ...ofApp(new AppError('chat.unavailable', { retryAfterSec })),
      headers: { 'retry-after-ms': String(Math.round(error.comeBackInMs)) },
    };
  }
  return ofApp(toAppError(error));
}

/** What is not ours to tell becomes `server.failed`. */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('server.failed', {}, { cause: error });
}

function ofApp(error: AppError): Farewell {
  const { status, title } = ERRORS[error.code];
  const body = JSON.stringify(toProblem(error, INSTANCE));
  if (error.code === 'chat.unavailable') return { message: title, body, closeCode: CLOSE.restart };
  return { message: title, body, closeCode: status >= 500 ? CLOSE.failed : CLOSE.policy };
}
