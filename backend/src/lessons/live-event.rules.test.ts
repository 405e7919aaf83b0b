import { LessonEvent as LiveEvent } from '@seodang/contracts/live/lesson-events';
import { expect } from 'chai';
import type { LessonEvent } from './lesson-event.js';
import { toLiveEvent } from './live-event.rules.js';

describe('what everybody hears of a lesson', () => {
  const at = new Date('2026-11-21T09:00:00.000Z');
  /** Only what the rule reads; the rest of an event is for others. */
  const event = (name: string, more: object = {}) => ({ name, ...more }) as unknown as LessonEvent;

  for (const [name, more, heard] of [
    ['lesson.started', { startedAt: at }, { startedAt: at.toISOString() }],
    ['lesson.ended', { endedAt: at }, { endedAt: at.toISOString() }],
    ['lesson.moved', { startsAt: at, durationMin: 50 }, { startsAt: at.toISOString(), durationMin: 50 }],
    ['lesson.cancelled', { reason: '감기' }, { reason: '감기' }],
    ['lesson.restored', {}, {}],
  ] as const) {
    it(`is ${name}, as the contract has it`, () => {
      const live = toLiveEvent(event(name, more));
      expect(live).to.deep.equal({ type: name, ...heard });
      expect(LiveEvent.safeParse(live).success).to.equal(true);
    });
  }

  it('is nothing of what its page tells anyway', () => {
    for (const name of ['lesson.scheduled', 'lesson.renamed', 'lesson.deleted']) {
      expect(toLiveEvent(event(name)), name).to.equal(null);
    }
  });
});
