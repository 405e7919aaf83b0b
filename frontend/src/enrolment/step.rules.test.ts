import type { CourseView } from '@seodang/contracts/courses';
import { expect } from 'chai';
import { isFull, losesPlace, stepOf } from './step.rules.js';

const seats = (taken: number, waiting = 0) => ({ capacity: 30, taken, waiting });
const mine = (state: 'enrolled' | 'waiting' | 'cancelled', position: number | null = null) => ({
  state,
  position,
  since: '2026-11-21T00:00:00.000Z',
});
const course = (more: Partial<CourseView> = {}) =>
  ({
    isMine: false,
    myEnrolment: null,
    seats: seats(12),
    nextLesson: { state: 'scheduled' },
    ...more,
  }) as CourseView;
const open = () => true;
const shut = () => false;

describe('stepOf', () => {
  it('is to enrol while there are seats, and to wait when there are none', () => {
    expect(stepOf(course(), shut)).to.equal('enrol');
    expect(stepOf(course({ seats: seats(30) }), shut)).to.equal('queue');
    expect(stepOf(course({ seats: seats(29, 2) }), shut), 'a seat on its way to who waits').to.equal('queue');
  });

  it('is to enrol again for who left', () => {
    expect(stepOf(course({ myEnrolment: mine('cancelled') }), open)).to.equal('enrol');
  });

  it('is to enter for who has a seat, as soon as the lobby is open', () => {
    expect(stepOf(course({ myEnrolment: mine('enrolled') }), shut)).to.equal('enrolled');
    expect(stepOf(course({ myEnrolment: mine('enrolled') }), open)).to.equal('enter');
    expect(stepOf(course({ myEnrolment: mine('enrolled'), nextLesson: null }), open)).to.equal('enrolled');
  });

  it('never lets in who only waits', () => {
    expect(stepOf(course({ myEnrolment: mine('waiting', 3) }), open)).to.equal('waiting');
  });

  it('leads instructors to their studio', () => {
    expect(stepOf(course({ isMine: true }), open)).to.equal('manage');
  });
});

describe('losesPlace', () => {
  it('is so for who waits, and for a seat that others wait for', () => {
    expect(losesPlace(course({ myEnrolment: mine('enrolled') }))).to.equal(false);
    expect(losesPlace(course({ myEnrolment: mine('enrolled'), seats: seats(30, 4) }))).to.equal(true);
    expect(losesPlace(course({ myEnrolment: mine('waiting', 1) }))).to.equal(true);
  });
});

describe('isFull', () => {
  it('counts the seats', () => {
    expect(isFull(course({ seats: seats(29) }))).to.equal(false);
    expect(isFull(course({ seats: seats(30) }))).to.equal(true);
  });
});
