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
