import { expect } from 'chai';
import {
  isMissed,
  mayJoin,
  mayStart,
  refusalToEnd,
  refusalToJoin,
  refusalToStart,
  startableFrom,
  type Schedule,
} from './lessons.rules.js';

const at = (hhmm: string) => new Date(`2026-11-21T${hhmm}:00Z`);
const lesson = (state: Schedule['state']): Schedule => ({ state, startsAt: at('09:00'), durationMin: 50 });

describe('starting a lesson', () => {
  const scheduled = lesson('scheduled');

  it('is possible from ten minutes before its time', () => {
    expect(startableFrom(scheduled)).to.deep.equal(at('08:50'));
    expect(refusalToStart(scheduled, new Date(+at('08:50') - 1))).to.equal('lesson.too_early');
    expect(refusalToStart(scheduled, at('08:50'))).to.equal(null);
  });

  it('is possible until an hour after its planned end', () => {
    expect(refusalToStart(scheduled, new Date(+at('10:50') - 1))).to.equal(null);
    expect(refusalToStart(scheduled, at('10:50'))).to.equal('lesson.already_ended');
    expect(isMissed(scheduled, at('10:50'))).to.equal(true);
  });

  it('is no error for one that is live, however late', () => {
    expect(refusalToStart(lesson('live'), at('23:00'))).to.equal(null);
    expect(isMissed(lesson('live'), at('23:00'))).to.equal(false);
  });

  it('is refused for one that ended or was cancelled, saying which', () => {
    expect(refusalToStart(lesson('ended'), at('09:00'))).to.equal('lesson.already_ended');
    expect(refusalToStart(lesson('cancelled'), at('09:00'))).to.equal('lesson.cancelled');
  });

  it('is offered to its instructor only, and not once it is live', () => {
    expect(mayStart(scheduled, 'instructor', at('09:00'))).to.equal(true);
    expect(mayStart(scheduled, 'student', at('09:00'))).to.equal(false);
    expect(mayStart(scheduled, 'instructor', at('08:00'))).to.equal(false);
    expect(mayStart(lesson('live'), 'instructor', at('09:00'))).to.equal(false);
  });
});

describe('joining a lesson', () => {
  it('is possible only while it is live', () => {
    expect(refusalToJoin(lesson('live'))).to.equal(null);
    expect(mayJoin(lesson('live'))).to.equal(true);
    expect(refusalToJoin(lesson('scheduled'))).to.equal('lesson.not_live');
    expect(refusalToJoin(lesson('ended'))).to.equal('lesson.already_ended');
    expect(refusalToJoin(lesson('cancelled'))).to.equal('lesson.cancelled');
    expect(mayJoin(lesson('scheduled'))).to.equal(false);
  });
});

describe('ending a lesson', () => {
  it('is possible while it is live, and no error afterwards', () => {
    expect(refusalToEnd(lesson('live'))).to.equal(null);
    expect(refusalToEnd(lesson('ended'))).to.equal(null);
    expect(refusalToEnd(lesson('scheduled'))).to.equal('lesson.not_live');
    expect(refusalToEnd(lesson('cancelled'))).to.equal('lesson.cancelled');
  });
});
