import { v7 } from 'uuid';
import type { z } from 'zod';

/** A new id: UUIDv7, so rows of one time lie side by side in an index. */
export function newUuid(): string {
  return v7();
}

/** A new public id of one kind, e.g. `newId(LessonId)`. */
export function newId<Kind extends z.ZodType<string>>(kind: Kind): z.output<Kind> {
  return kind.parse(newUuid());
}

/** The first id that can have been made at this instant or later. @see RFC 9562 §5.7 */
export function firstIdSince<Kind extends z.ZodType<string>>(kind: Kind, instant: Date): z.output<Kind> {
  const hex = instant.getTime().toString(16).padStart(12, '0');
  return kind.parse(`${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`);
}
