import { toLiveEvent, type LessonListener } from '../lessons/index.js';
import { Outbox, type OutboxDeps } from '../platform/outbox/outbox.js';
import type { JobQueue } from '../platform/queue/queue.js';

/** What everybody in a lesson has to hear of it goes to the outbox, in the same transaction. */
export function tellingEverybody(outbox: Outbox): LessonListener {
  return async (tx, event) => {
    const live = toLiveEvent(event);
    if (live) await outbox.add(tx, { lessonId: event.lessonId, event: live });
  };
}

/** The outbox whose relay is woken over the queue. */
export function outboxOn(platform: Omit<OutboxDeps, 'poke'>, queue: Pick<JobQueue, 'add'>): Outbox {
  return new Outbox({ ...platform, poke: () => queue.add('relay-outbox', {}, { once: 'relay-outbox' }) });
}
