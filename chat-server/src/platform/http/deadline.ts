import type { RequestHandler } from 'express';
import { AppError } from '../errors.js';
import type { Log } from '../log.js';
import { sendProblem } from './problem.handler.js';

/** Answers 503 when a request has no answer after `withinMs`, whatever it waits for. What it began goes on. */
export function answerWithin(withinMs: number, log: Log): RequestHandler {
  return (req, res, next) => {
    const { path } = req;
    const overdue = setTimeout(() => {
      if (res.headersSent) return;
      log.warn({ path, withinMs }, 'no answer in time');
      sendProblem(res, new AppError('chat.unavailable', { retryAfterSec: 2 }), path);
    }, withinMs);
    res.once('close', () => {
      clearTimeout(overdue);
    });
    next();
  };
}
