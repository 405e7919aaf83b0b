import { toLiveEvent, type LessonListener } from '../lessons/index.js';
import type { Outbox } from '../platform/outbox/outbox.js';

/** What everybody in a lesson has to hear of it goes to the outbox, in the same transaction. */
export function tellingEverybody(outbox: Outbox): LessonListener {
  return async (tx, event) => {
    const live = toLiveEvent(event);
    if (live) await outbox.add(tx, { lessonId: event.lessonId, event: live });
  };
}
