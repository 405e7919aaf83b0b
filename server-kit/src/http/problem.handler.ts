import { ERRORS, type ErrorCode } from '@seodang/contracts/errors';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { AppError, toProblem } from '../errors.js';
import { currentLogIds, type Log } from '../log.js';

/** Names what only this program knows, e.g. that a store is away; null for anything else. */
export type NameError = (thrown: unknown) => AppError | null;

/** Nothing was found at this address: the last handler before the problem handler. */
export const nothingHere: RequestHandler = () => {
  throw new AppError('request.not_found');
};

/** Answers every error as problem+json. What is not ours to tell is logged and becomes a 500 without detail. */
export function problemHandler(log: Log, nameError: NameError): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    if (res.writableEnded) {
      log.debug({ err: thrown }, 'failed after the answer');
      return;
    }
    const error = nameError(thrown) ?? toAppError(thrown);
    report(log, error, thrown);
    if (res.headersSent) {
      next(thrown);
      return;
    }
    sendProblem(res, error, req.originalUrl.split('?', 1)[0] ?? '');
  };
}

/** Sends one error as the answer of a request. */
export function sendProblem(res: Response, error: AppError, instance: string): void {
  const problem = toProblem(error, instance, currentLogIds().requestId);
  if (problem.retryAfterSec !== undefined) res.set('Retry-After', String(problem.retryAfterSec));
  if (problem.status === 401) res.set('WWW-Authenticate', 'Bearer');
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codeOfParserError(thrown);
  if (code) return new AppError(code, {}, { cause: thrown });
  return new AppError('server.failed', {}, { cause: thrown });
}

/** body-parser and the router throw http-errors: an `Error` with a status of 4xx. */
function codeOfParserError(thrown: unknown): ErrorCode | null {
  if (!(thrown instanceof Error) || !('status' in thrown)) return null;
  const { status } = thrown;
  if (status === 413) return 'request.too_large';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'request.invalid' : null;
}

function report(log: Log, error: AppError, thrown: unknown): void {
  const { status } = ERRORS[error.code];
  if (status < 500) {
    log.debug({ code: error.code }, 'refused');
    return;
  }
  log[status === 500 ? 'error' : 'warn']({ code: error.code, err: thrown }, 'request failed');
}
