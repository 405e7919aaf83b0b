import { z } from 'zod';
import { LessonId, RecordingId } from '../ids.js';
import { LessonState } from '../lesson-state.js';
import { Instant } from '../time.js';

/** `by-instructor`: somebody pressed stop; `nobody-inside`: no one was left to record; `no-space`: the disk was about to be full. */
export const RecordingStopReason = z.enum([
  'by-instructor',
  'lesson-ended',
  'nobody-inside',
  'no-space',
  'fault',
]);
export type RecordingStopReason = z.infer<typeof RecordingStopReason>;

/** What happens to a lesson and everybody in it hears at once. */
export const LessonEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('lesson.started'), startedAt: Instant }),
  z.strictObject({ type: z.literal('lesson.ended'), endedAt: Instant }),
  z.strictObject({ type: z.literal('lesson.moved'), startsAt: Instant, durationMin: z.int().positive() }),
  z.strictObject({ type: z.literal('lesson.cancelled'), reason: z.string() }),
  z.strictObject({ type: z.literal('lesson.restored') }),
  z.strictObject({ type: z.literal('recording.started'), recordingId: RecordingId, startedAt: Instant }),
  z.strictObject({
    type: z.literal('recording.stopped'),
    recordingId: RecordingId,
    stoppedAt: Instant,
    reason: RecordingStopReason,
  }),
  /** It could not be begun, or was lost: what was said so far may not be there. */
  z.strictObject({ type: z.literal('recording.failed'), recordingId: RecordingId }),
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
  /** The one that runs now. */
  recording: z.strictObject({ id: RecordingId, startedAt: Instant }).nullable(),
  /** The one that ended last, and why; without a reason it failed. Who missed the end learns it here. */
  lastRecording: z.strictObject({ id: RecordingId, reason: RecordingStopReason.nullable() }).nullable(),
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
  return { ...snapshot, seq, ...changeOf(event, snapshot) };
}

function changeOf(event: LessonEvent, snapshot: LessonSnapshot): Partial<LessonSnapshot> {
  return 'recordingId' in event ? changeOfRecording(event, snapshot) : changeOfLesson(event);
}

function changeOfLesson(event: Exclude<LessonEvent, RecordingEvent>): Partial<LessonSnapshot> {
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

type RecordingEvent = Extract<LessonEvent, { recordingId: RecordingId }>;

function changeOfRecording(event: RecordingEvent, { recording }: LessonSnapshot): Partial<LessonSnapshot> {
  const { recordingId: id } = event;
  if (event.type === 'recording.started') return { recording: { id, startedAt: event.startedAt } };
  const reason = event.type === 'recording.stopped' ? event.reason : null;
  return { recording: recording?.id === id ? null : recording, lastRecording: { id, reason } };
}
