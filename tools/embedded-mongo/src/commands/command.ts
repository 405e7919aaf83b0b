import type { Document } from 'bson';
import { z } from 'zod';
import type { Engine } from '../engine/engine.js';
import { MongoError, REFUSED } from '../errors.js';
import type { Cursors } from './cursors.js';

export interface CommandContext {
  readonly engine: Engine;
  readonly cursors: Cursors;
  readonly startedAtMs: number;
}

/** A command's answer, as a document or as BSON already; without `ok`, which every good answer gets. */
export type Answer = Document | Buffer;

export interface Request {
  readonly body: Document;
  readonly database: string;
}

export type Command = (request: Request, context: CommandContext) => Answer | Promise<Answer>;

/** A document of anything. */
export const AnyDocument = z.custom<Document>(
  (value) => value !== null && typeof value === 'object' && !Array.isArray(value),
  'must be a document',
);

export const Count = z.coerce.number().int().nonnegative();

/**
 * A command whose body goes through a schema; what the schema does not name is none of its business.
 * @throws {MongoError} 9 from the command, for a body that does not fit
 */
export function command<S extends z.ZodObject>(
  schema: S,
  run: (body: z.output<S>, request: Request, context: CommandContext) => Answer | Promise<Answer>,
): Command {
  return (request, context) => {
    const parsed = schema.safeParse(request.body);
    if (!parsed.success) throw new MongoError(9, 'FailedToParse', z.prettifyError(parsed.error));
    return run(parsed.data, request, context);
  };
}

/** Collations other than the plain one are refused rather than ignored. */
export const PlainCollation = z
  .looseObject({ locale: z.string().optional() })
  .optional()
  .transform((collation) => {
    if (collation && collation.locale !== 'simple') throw REFUSED.collation();
    return collation;
  });

/** `database.collection`; a name is a string without `$` and NUL. */
export const CollectionName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^$\0]+$/);
