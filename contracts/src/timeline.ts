import { z } from 'zod';
import { LessonId, RecordingId, UserId } from './ids.js';
import { Instant } from './time.js';

/** Messages of the chat are not copied here: they have their time, and the replay reads them from the lesson's room. */
export const TimelineKind = z.enum([
  'lesson.started',
  'lesson.ended',
  'person.joined',
  'person.left',
  'share.started',
  'share.stopped',
  'recording.started',
  'recording.stopped',
  'recording.gap',
  'mark',
]);
export type TimelineKind = z.infer<typeof TimelineKind>;

/** Something that happened in a lesson. */
export const TimelineItem = z.strictObject({
  id: z.string(),
  at: Instant,
  /** Since the first frame of the recording that was asked for; negative before it; null without one. */
  offsetMs: z.int().nullable(),
  kind: TimelineKind,
  person: z.strictObject({ id: UserId, name: z.string() }).nullable(),
  /** What the instructor wrote with a mark. */
  label: z.string(),
});
export type TimelineItem = z.infer<typeof TimelineItem>;

/**
 * `GET /lessons/:id/timeline?recording=`, for who may watch that recording; without one, for its instructor. Who does not manage
 * the recording is told of no other's coming and going, and of nothing that was cut off.
 */
export const TimelineQuery = z.strictObject({ recording: RecordingId.optional() });
export type TimelineQuery = z.infer<typeof TimelineQuery>;
export const LessonTimeline = z.strictObject({
  lessonId: LessonId,
  recordingId: RecordingId.nullable(),
  items: z.array(TimelineItem),
});
export type LessonTimeline = z.infer<typeof LessonTimeline>;

/** `POST /lessons/:id/marks`, by its instructor while it is live: 201 TimelineItem. A chapter of the replay begins here. */
export const SetMark = z.strictObject({
  label: z.string().trim().max(120).default(''),
  /** Makes a repeated request the same mark. */
  clientId: z.uuid(),
});
export type SetMark = z.infer<typeof SetMark>;
