import type { RestErrorWire } from '@seodang/contracts/openvidu/rest';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';

/** An answer that says no. With a message it has OpenVidu's error body, without one no body at all. */
export class RestError extends Error {
  override readonly name = 'RestError';

  constructor(
    readonly status: number,
    message = '',
  ) {
    super(message);
  }
}

/** @throws {RestError} 400 with everything that is wrong with the body */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new RestError(400, mistakes.join('; '));
}

/** What body-parser says of a body that it could not take. */
const BodyError = z.object({ status: z.int().min(400).max(499), type: z.string() });

export function restErrorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, message } = toRestError(error, log);
    if (message === '') {
      response.status(status).end();
      return;
    }
    const body: RestErrorWire = {
      timestamp: Date.now(),
      status,
      error: STATUS_CODES[status] ?? '',
      message,
      path: request.originalUrl.split('?')[0] ?? '',
    };
    response.status(status).json(body);
  };
}

function toRestError(error: unknown, log: Logger): { status: number; message: string } {
  if (error instanceof RestError) return error;
  const { data: bodyError } = BodyError.safeParse(error);
  if (bodyError) return { status: bodyError.status, message: `The body cannot be read: ${bodyError.type}` };
  log.error({ err: error }, 'rest failed');
  return { status: 500, message: 'Unexpected error' };
}
