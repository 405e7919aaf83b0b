import { randomUUID } from 'node:crypto';
import type { z } from 'zod';

const MOST_IN_A_MS = 0xfff;

let lastMs = 0;
let inMs = 0;

/**
 * A new id: UUIDv7, so rows of one time lie side by side in an index; of one process in the order in which they were
 * made. Its chance comes from the pool that `randomUUID` keeps: who makes hundreds a second feels the difference.
 *
 * @see RFC 9562 §6.2, method 1
 */
export function newUuid(): string {
  const chance = randomUUID();
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Half of what the counter holds is left for others of the same millisecond.
    inMs = parseInt(chance.slice(0, 3), 16) >> 1;
  } else if (++inMs > MOST_IN_A_MS) {
    lastMs += 1;
    inMs = 0;
  }
  const at = lastMs.toString(16).padStart(12, '0');
  const count = inMs.toString(16).padStart(3, '0');
  return `${at.slice(0, 8)}-${at.slice(8)}-7${count}-${chance.slice(19)}`;
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
