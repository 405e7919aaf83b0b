import type { ErrorCode } from '@seodang/contracts/errors';
import type { Request } from 'express';
import type { z } from 'zod';
import { AppError } from '../errors.js';

/** What somebody sent, checked. @throws {AppError} `request.invalid`, naming each field that is wrong. */
export function checked<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new AppError('request.invalid', { errors });
}

/** The body of a request, checked. @throws {AppError} `request.invalid` */
export function bodyOf<S extends z.ZodType>(req: Request, schema: S): z.output<S> {
  return checked(schema, req.body);
}

/** The query of a request, checked. @throws {AppError} `request.invalid` */
export function queryOf<S extends z.ZodType>(req: Request, schema: S): z.output<S> {
  return checked(schema, req.query);
}

/** An id in the address; one that is none is of nothing. @throws {AppError} `code` */
export function pathOf<S extends z.ZodType>(
  req: Request,
  name: string,
  schema: S,
  code: ErrorCode,
): z.output<S> {
  const result = schema.safeParse(req.params[name]);
  if (!result.success) throw new AppError(code);
  return result.data;
}
