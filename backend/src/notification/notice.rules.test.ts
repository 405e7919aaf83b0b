import { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import {
  reminderExpiresAt,
  reminderOccasion,
  retryInSec,
  seatOccasion,
  verdictOn,
  type Known,
  type Notice,
  type NoticeLesson,
} from './notice.rules.js';

const ID = '01a1fce0-852e-7733-9e30-f1cc154d1027';
const startsAt = new Date('2026-11-22T06:00:00.000Z');
const later = new Date('2026-11-22T08:00:00.000Z');
const since = new Date('2026-11-01T00:00:00.000Z');
const lesson: NoticeLesson = {
  id: LessonId.parse(ID),
  title: '가로획과 세로획',
  startsAt,
  durationMin: 50,
  timeZone: 'Asia/Seoul',
  state: 'scheduled',
  cancelReason: '',
  revision: 0,
};
const student: Notice['person'] = {
  id: UserId.parse(ID),
  email: 'a@school.example',
  name: '홍길동',
  language: 'ko',
  timeZone: 'Asia/Seoul',
  wantsReminders: true,
  isSuspended: false,
  part: 'student',
  seat: { state: 'enrolled', since },
};
const now = new Date('2026-11-21T06:00:01.000Z');

function noticeWith(values: Partial<Notice> = {}): Notice {
  return {
    id: '1',
    kind: 'day-before',
    occasion: reminderOccasion(lesson),
    attempts: 1,
    dueAt: new Date('2026-11-21T06:00:00.000Z'),
    expiresAt: reminderExpiresAt('day-before', startsAt),
    known: null,
    person: student,
    course: { id: CourseId.parse(ID), title: '한글 서예', instructorName: '김규현' },
    lesson,
    ...values,
  };
}

describe('verdictOn', () => {
  describe('a reminder', () => {
    it('is told while its lesson stands', () => {
      expect(verdictOn(noticeWith(), now)).to.deep.equal({ tell: 'day-before' });
    });

    for (const [what, values, drop] of [
      ['the lesson moved', { lesson: { ...lesson, startsAt: later } }, 'overtaken'],
      ['the lesson is off', { lesson: { ...lesson, state: 'cancelled' } }, 'overtaken'],
      ['the lesson is over', { lesson: { ...lesson, state: 'ended' } }, 'overtaken'],
      ['the lesson is gone', { lesson: null }, 'overtaken'],
      ['the seat was given back', { person: { ...student, seat: { state: 'cancelled', since } } }, 'no-seat'],
      ['there never was a seat', { person: { ...student, seat: null } }, 'no-seat'],
      ['reminders are not wanted', { person: { ...student, wantsReminders: false } }, 'not-wanted'],
      ['the account is suspended', { person: { ...student, isSuspended: true } }, 'suspended'],
      ['it would come too late', { expiresAt: new Date(now.getTime() - 1) }, 'too-late'],
    ] as const) {
      it(`is dropped when ${what}`, () => {
        expect(verdictOn(noticeWith(values), now)).to.deep.equal({ drop });
      });
    }

    it('is for students also when the lesson was started early, and not for who started it', () => {
      const live = { ...lesson, state: 'live' as const };
      const instructor = { ...student, part: 'instructor' as const, seat: null };
      const kind = 'minutes-before';
      expect(verdictOn(noticeWith({ kind, lesson: live }), now)).to.deep.equal({ tell: kind });
      expect(verdictOn(noticeWith({ kind, lesson: live, person: instructor }), now)).to.deep.equal({
        drop: 'overtaken',
      });
      expect(verdictOn(noticeWith({ kind, person: instructor }), now)).to.deep.equal({ tell: kind });
    });
  });

  describe('a change of a lesson', () => {
    const known: Known = { startsAt, durationMin: 50, state: 'scheduled' };
    const changed = (values: Partial<NoticeLesson>, was: Partial<Known> = {}) =>
      verdictOn(
        noticeWith({
          kind: 'lesson-changed',
          occasion: 'any',
          lesson: { ...lesson, ...values },
          known: { ...known, ...was },
        }),
        now,
      );

    it('says what is different from what was known', () => {
      expect(changed({ startsAt: later })).to.deep.equal({ tell: 'lesson-moved' });
      expect(changed({ durationMin: 80 })).to.deep.equal({ tell: 'lesson-moved' });
      expect(changed({ state: 'cancelled' })).to.deep.equal({ tell: 'lesson-cancelled' });
      expect(changed({ state: 'cancelled', startsAt: later })).to.deep.equal({ tell: 'lesson-cancelled' });
      expect(changed({}, { state: 'cancelled' })).to.deep.equal({ tell: 'lesson-restored' });
      expect(changed({ startsAt: later }, { state: 'cancelled' })).to.deep.equal({ tell: 'lesson-restored' });
    });

    it('says nothing when it was taken back', () => {
      expect(changed({})).to.deep.equal({ drop: 'nothing-changed' });
      expect(changed({ state: 'cancelled' }, { state: 'cancelled' })).to.deep.equal({
        drop: 'nothing-changed',
      });
    });

    it('comes also to those who want no reminders, and not after the lesson', () => {
      const person = { ...student, wantsReminders: false };
      const values = { kind: 'lesson-changed' as const, known, lesson: { ...lesson, startsAt: later } };
      expect(verdictOn(noticeWith({ ...values, person }), now)).to.deep.equal({ tell: 'lesson-moved' });
      expect(changed({ state: 'ended' })).to.deep.equal({ drop: 'overtaken' });
      expect(verdictOn(noticeWith({ ...values, known: null }), now)).to.deep.equal({ drop: 'overtaken' });
    });
  });

  describe('a seat', () => {
    const values = {
      kind: 'seat-given',
      lesson: null,
      occasion: seatOccasion(CourseId.parse(ID), since),
    } as const;

    it('is told while it is the same seat', () => {
      expect(verdictOn(noticeWith(values), now)).to.deep.equal({ tell: 'seat-given' });
      const again = { ...student, seat: { state: 'enrolled' as const, since: now } };
      expect(verdictOn(noticeWith({ ...values, person: again }), now)).to.deep.equal({ drop: 'overtaken' });
      const left = { ...student, seat: { state: 'cancelled' as const, since: now } };
      expect(verdictOn(noticeWith({ ...values, person: left }), now)).to.deep.equal({ drop: 'no-seat' });
    });
  });
});

describe('retryInSec', () => {
  it('doubles, and never leaves a mail server that is back waiting for long', () => {
    expect([1, 2, 3, 4].map(retryInSec)).to.deep.equal([5, 10, 20, 40]);
    expect(retryInSec(7)).to.equal(240);
    expect(retryInSec(200)).to.equal(240);
  });
});
