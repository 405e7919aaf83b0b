import type { LessonState } from '@seodang/contracts/lesson-state';
import { expect } from 'chai';
import { dueOf, splitLessons, standingOf, tasksFor } from './lesson-list.rules.js';

const NOW = Date.parse('2026-11-21T06:00:00.000Z');
const lesson = (startsInMin: number, state: LessonState = 'scheduled') => ({
  startsAt: new Date(NOW + startsInMin * 60_000).toISOString(),
  durationMin: 50,
  state,
});

describe('standingOf', () => {
  it('lets a late lesson come until an hour after its planned end', () => {
    expect(standingOf(lesson(-109), NOW)).to.equal('coming');
    expect(standingOf(lesson(-110), NOW)).to.equal('missed');
  });

  it('is what the server says of all that began or was cancelled', () => {
    expect(standingOf(lesson(-500, 'live'), NOW)).to.equal('live');
    expect(standingOf(lesson(-500, 'ended'), NOW)).to.equal('ended');
    expect(standingOf(lesson(500, 'cancelled'), NOW)).to.equal('cancelled');
  });
});

describe('splitLessons', () => {
  it('puts live ones first, then what comes by start; behind, the latest first', () => {
    const [live, soon, later] = [lesson(-10, 'live'), lesson(-20), lesson(60)];
    const [called, ended, missed, before] = [
      lesson(90, 'cancelled'),
      lesson(-90, 'ended'),
      lesson(-300),
      lesson(-400, 'cancelled'),
    ];
    const { coming, past } = splitLessons([before, later, ended, called, live, missed, soon], NOW);
    expect(coming).to.deep.equal([live, soon, later, called]);
    expect(past).to.deep.equal([ended, missed, before]);
  });
});

describe('dueOf', () => {
  const card = (startsInMin: number, more = {}) => ({
    ...lesson(startsInMin),
    mayJoin: false,
    mayStart: false,
    ...more,
  });

  it('puts a live lesson before one to start, and that before what comes soon', () => {
    const [soon, startable, live] = [card(20), card(5, { mayStart: true }), card(-5, { mayJoin: true })];
    expect(dueOf([soon, startable, live], NOW)).to.equal(live);
    expect(dueOf([soon, startable], NOW)).to.equal(startable);
    expect(dueOf([soon], NOW)).to.equal(soon);
  });

  it('is none while the next lesson is far', () => {
    expect(dueOf([card(721)], NOW)).to.equal(undefined);
  });
});

describe('tasksFor', () => {
  it('lets one change what has not begun, also what was missed', () => {
    expect(tasksFor(lesson(60), NOW)).to.deep.equal(['move', 'rename', 'cancel']);
    expect(tasksFor(lesson(-600), NOW)).to.deep.equal(['move', 'rename', 'cancel']);
    expect(tasksFor(lesson(-5, 'live'), NOW)).to.deep.equal([]);
  });

  it('restores what was cancelled while its start lies ahead', () => {
    expect(tasksFor(lesson(60, 'cancelled'), NOW)).to.deep.equal(['restore']);
    expect(tasksFor(lesson(-1, 'cancelled'), NOW)).to.deep.equal([]);
  });
});
