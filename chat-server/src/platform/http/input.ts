import type { Request } from 'express';
import type { z } from 'zod';
import { AppError } from '../errors.js';

/** The body of a request, checked. @throws {AppError} `request.invalid`, naming each field that is wrong. */
export function bodyOf<S extends z.ZodType>(req: Request, schema: S): z.output<S> {
  return check(schema, req.body);
}

/** The query of a request, checked. @throws {AppError} `request.invalid`, naming each field that is wrong. */
export function queryOf<S extends z.ZodType>(req: Request, schema: S): z.output<S> {
  return check(schema, req.query);
}

function check<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new AppError('request.invalid', { errors });
}
