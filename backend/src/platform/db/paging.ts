import type { z } from 'zod';
import { AppError } from '@seodang/server-kit/errors';

/** Turns the place where a page ended into text that clients hand back unread. */
export function toCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * Reads a cursor back.
 *
 * @throws {AppError} `request.invalid` when it was not made by `toCursor` for the same listing.
 */
export function fromCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError(
      'request.invalid',
      { errors: [{ path: 'cursor', message: 'not a cursor of this list' }] },
      { cause },
    );
  }
}
