import type { LessonView } from '@seodang/contracts/lessons';
import { expect } from 'chai';
import {
  actionOf,
  countdownOf,
  FAST_REFRESH_MS,
  featuredOf,
  refreshMs,
  SLOW_REFRESH_MS,
} from './lesson.rules.js';

const NOW = Date.parse('2026-11-21T06:00:00.000Z');
const inMinutes = (min: number) => new Date(NOW + min * 60_000).toISOString();
const lesson = (startsInMin: number, more: Partial<LessonView> = {}) =>
  ({
    startsAt: inMinutes(startsInMin),
    startedAt: null,
    durationMin: 60,
    state: 'scheduled',
    myPart: 'student',
    mayStart: false,
    mayJoin: false,
    ...more,
  }) as LessonView;

describe('actionOf', () => {
  it('enters before it starts, and does nothing where neither is allowed', () => {
    expect(actionOf(lesson(5, { mayJoin: true, mayStart: true }), NOW)).to.equal('enter');
    expect(actionOf(lesson(5, { mayStart: true, myPart: 'instructor' }), NOW)).to.equal('start');
    expect(actionOf(lesson(5, { myPart: 'instructor' }), NOW)).to.equal(null);
  });

  it('lets students into the lobby from ten minutes before for as long as the lesson may be started', () => {
    expect(actionOf(lesson(10), NOW)).to.equal('enter');
    expect(actionOf(lesson(10.1), NOW)).to.equal(null);
    expect(actionOf(lesson(-119), NOW)).to.equal('enter');
    expect(actionOf(lesson(-120), NOW)).to.equal(null);
    expect(actionOf(lesson(5, { state: 'cancelled' }), NOW)).to.equal(null);
  });
});

describe('featuredOf', () => {
  const next = lesson(15);
  const startable = lesson(12, { mayStart: true, myPart: 'instructor' });
  const live = lesson(-5, { mayJoin: true, state: 'live' });
  const cancelled = lesson(3, { state: 'cancelled' });

  it('puts what can be entered before what can be started, and that before what comes next', () => {
    expect(featuredOf([next, startable, live], NOW)).to.equal(live);
    expect(featuredOf([next, startable], NOW)).to.equal(startable);
    expect(featuredOf([next], NOW)).to.equal(next);
    expect(featuredOf([], NOW)).to.equal(undefined);
  });

  it('does not put first what will not take place', () => {
    expect(featuredOf([cancelled, next], NOW)).to.equal(next);
    expect(featuredOf([cancelled], NOW)).to.equal(undefined);
  });
});

describe('countdownOf', () => {
  const left = (min: number) => countdownOf(lesson(min), NOW);

  it('counts minutes up, so that three minutes are said until two are left', () => {
    expect(left(3)).to.deep.equal({ kind: 'minutes', n: 3 });
    expect(left(2.1)).to.deep.equal({ kind: 'minutes', n: 3 });
    expect(left(2)).to.deep.equal({ kind: 'minutes', n: 2 });
  });

  it('takes larger units for what is far', () => {
    expect(left(120)).to.deep.equal({ kind: 'hours', n: 2 });
    expect(left(26 * 60)).to.deep.equal({ kind: 'hours', n: 26 });
    expect(left(7 * 24 * 60 - 3)).to.deep.equal({ kind: 'days', n: 7 });
  });

  it('says that it is due, then how late it is', () => {
    expect(left(0)).to.deep.equal({ kind: 'soon' });
    expect(left(-4.5)).to.deep.equal({ kind: 'late', n: 4 });
  });

  it('counts a live lesson from when it really started', () => {
    const live = lesson(-20, { state: 'live', startedAt: inMinutes(-12) });
    expect(countdownOf(live, NOW)).to.deep.equal({ kind: 'liveSince', n: 12 });
    expect(countdownOf({ ...live, startedAt: inMinutes(0) }, NOW)).to.deep.equal({ kind: 'liveJust' });
  });

  it('says nothing once it is over', () => {
    expect(countdownOf(lesson(-90, { state: 'ended' }), NOW)).to.equal(null);
    expect(countdownOf(lesson(90, { state: 'cancelled' }), NOW)).to.equal(null);
  });
});

describe('refreshMs', () => {
  it('is quick around a start and while live, and slow else', () => {
    expect(refreshMs([lesson(300), lesson(29)], NOW)).to.equal(FAST_REFRESH_MS);
    expect(refreshMs([lesson(-10)], NOW)).to.equal(FAST_REFRESH_MS);
    expect(refreshMs([lesson(-10, { state: 'live' })], NOW)).to.equal(FAST_REFRESH_MS);
    expect(refreshMs([lesson(31), lesson(-90, { state: 'ended' })], NOW)).to.equal(SLOW_REFRESH_MS);
    expect(refreshMs([], NOW)).to.equal(SLOW_REFRESH_MS);
  });
});
