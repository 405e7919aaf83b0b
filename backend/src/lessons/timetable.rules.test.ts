import { expect } from 'chai';
import {
  isMoved,
  refusalOfStart,
  refusalToCancel,
  refusalToChange,
  refusalToRestore,
} from './timetable.rules.js';

const at = (hhmm: string) => new Date(`2026-11-21T${hhmm}:00Z`);

describe('changing a lesson', () => {
  it('is possible until it begins', () => {
    expect(refusalToChange({ state: 'scheduled' })).to.equal(null);
    expect(refusalToChange({ state: 'live' })).to.equal('lesson.already_begun');
    expect(refusalToChange({ state: 'ended' })).to.equal('lesson.already_ended');
    expect(refusalToChange({ state: 'cancelled' })).to.equal('lesson.cancelled');
  });

  it('takes a start that lies ahead', () => {
    expect(refusalOfStart(at('09:01'), at('09:00'))).to.equal(null);
    expect(refusalOfStart(at('09:00'), at('09:00'))).to.equal('lesson.in_the_past');
  });

  it('moves it when start or length change, but not when only the zone it is written in does', () => {
    const time = { startsAt: at('09:00'), durationMin: 50, timeZone: 'Asia/Seoul' };
    expect(isMoved(time, { ...time, startsAt: at('09:00'), timeZone: 'Europe/Berlin' })).to.equal(false);
    expect(isMoved(time, { ...time, startsAt: at('09:05') })).to.equal(true);
    expect(isMoved(time, { ...time, durationMin: 60 })).to.equal(true);
  });
});

describe('cancelling a lesson', () => {
  it('is possible until it begins, and no error the second time', () => {
    expect(refusalToCancel({ state: 'scheduled' })).to.equal(null);
    expect(refusalToCancel({ state: 'cancelled' })).to.equal(null);
    expect(refusalToCancel({ state: 'live' })).to.equal('lesson.already_begun');
    expect(refusalToCancel({ state: 'ended' })).to.equal('lesson.already_ended');
  });
});

describe('restoring a lesson', () => {
  const lesson = { state: 'cancelled', startsAt: at('09:00') } as const;

  it('is possible while its start lies ahead', () => {
    expect(refusalToRestore(lesson, at('08:59'))).to.equal(null);
    expect(refusalToRestore(lesson, at('09:00'))).to.equal('lesson.in_the_past');
  });

  it('is no error for one that stands, and refused for one that has begun', () => {
    expect(refusalToRestore({ ...lesson, state: 'scheduled' }, at('10:00'))).to.equal(null);
    expect(refusalToRestore({ ...lesson, state: 'live' }, at('08:00'))).to.equal('lesson.already_begun');
    expect(refusalToRestore({ ...lesson, state: 'ended' }, at('08:00'))).to.equal('lesson.already_ended');
  });
});
