import { z } from 'zod';
import { LessonId } from '../ids.js';
import { LessonState } from '../lesson-state.js';
import { Instant } from '../time.js';

/** What happens to a lesson and everybody in it hears at once. */
export const LessonEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('lesson.started'), startedAt: Instant }),
  z.strictObject({ type: z.literal('lesson.ended'), endedAt: Instant }),
  z.strictObject({ type: z.literal('lesson.moved'), startsAt: Instant, durationMin: z.int().positive() }),
  z.strictObject({ type: z.literal('lesson.cancelled'), reason: z.string() }),
  z.strictObject({ type: z.literal('lesson.restored') }),
]);
export type LessonEvent = z.infer<typeof LessonEvent>;

/** One event in its place: `seq` rises by one per lesson, so that a client sees that it missed some. */
export const LessonEventEnvelope = z.strictObject({
  lessonId: LessonId,
  seq: z.int().positive(),
  at: Instant,
  event: LessonEvent,
});
export type LessonEventEnvelope = z.infer<typeof LessonEventEnvelope>;

/** `GET /lessons/:id/snapshot`: what all events up to `seq` add up to. */
export const LessonSnapshot = z.strictObject({
  lessonId: LessonId,
  seq: z.int().nonnegative(),
  state: LessonState,
  startsAt: Instant,
  durationMin: z.int().positive(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  cancelReason: z.string(),
});
export type LessonSnapshot = z.infer<typeof LessonSnapshot>;

/**
 * The one way in which an event changes what a client shows.
 *
 * @returns the next snapshot; the same one for an event it has already; null when events are missing in between, and the
 *   snapshot has to be fetched.
 */
export function applyLessonEvent(
  snapshot: LessonSnapshot,
  { seq, event }: LessonEventEnvelope,
): LessonSnapshot | null {
  if (seq <= snapshot.seq) return snapshot;
  if (seq > snapshot.seq + 1) return null;
  return { ...snapshot, seq, ...changeOf(event) };
}

function changeOf(event: LessonEvent): Partial<LessonSnapshot> {
  switch (event.type) {
    case 'lesson.started':
      return { state: 'live', startedAt: event.startedAt };
    case 'lesson.ended':
      return { state: 'ended', endedAt: event.endedAt };
    case 'lesson.moved':
      return { startsAt: event.startsAt, durationMin: event.durationMin };
    case 'lesson.cancelled':
      return { state: 'cancelled', cancelReason: event.reason };
    case 'lesson.restored':
      return { state: 'scheduled', cancelReason: '' };
  }
}
