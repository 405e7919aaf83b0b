import type { LessonEvent as LiveEvent } from '@seodang/contracts/live/lesson-events';
import type { LessonEvent } from './lesson-event.js';

/** What everybody in a lesson hears of a change; null for what they need not hear at once. */
export function toLiveEvent(event: LessonEvent): LiveEvent | null {
  switch (event.name) {
    case 'lesson.started':
      return { type: event.name, startedAt: event.startedAt.toISOString() };
    case 'lesson.ended':
      return { type: event.name, endedAt: event.endedAt.toISOString() };
    case 'lesson.moved':
      return { type: event.name, startsAt: event.startsAt.toISOString(), durationMin: event.durationMin };
    case 'lesson.cancelled':
      return { type: event.name, reason: event.reason };
    case 'lesson.restored':
      return { type: event.name };
    case 'lesson.scheduled':
    case 'lesson.renamed':
    case 'lesson.deleted':
      return null;
  }
}
