import type { ErrorCode } from '@seodang/contracts/errors';
import type { RequestHandler } from 'express';
import { AppError } from '../errors.js';
import type { Log } from '../log.js';
import { sendProblem } from './problem.handler.js';

export interface Deadline {
  readonly withinMs: number;
  /** What the client is told. */
  readonly code: ErrorCode;
  readonly log: Log;
}

/** Answers for a request that has no answer in time, whatever it waits for. What it began goes on. */
export function answerWithin({ withinMs, code, log }: Deadline): RequestHandler {
  return (req, res, next) => {
    const { path } = req;
    const overdue = setTimeout(() => {
      if (res.headersSent) return;
      log.warn({ path, withinMs }, 'no answer in time');
      sendProblem(res, new AppError(code, { retryAfterSec: 2 }), path);
    }, withinMs);
    res.once('close', () => {
      clearTimeout(overdue);
    });
    next();
  };
}
