import { CourseId, LessonId, UserId } from '@seodang/contracts/ids';
import { expect } from 'chai';
import type { Notice, Template } from '../notice.rules.js';
import { toMail } from './mail.view.js';
import { TEXTS } from './texts.js';
import { sayWhen } from './when.js';

const LESSON = '01a1fce0-852e-7733-9e30-f1cc154d1027';
const COURSE = '01a1fce0-852e-7733-9e30-f1cc154d1028';
const settings = { origin: 'http://localhost:8080', sender: 'no-reply@school.example' };
const now = new Date('2026-11-20T06:00:00.000Z');
const lesson = {
  id: LessonId.parse(LESSON),
  title: '가로획과 세로획',
  startsAt: new Date('2026-11-21T06:00:00.000Z'),
  durationMin: 50,
  timeZone: 'Asia/Seoul',
  state: 'scheduled' as const,
  cancelReason: '',
  revision: 3,
};

function noticeFor(person: Partial<Notice['person']> = {}, values: Partial<Notice> = {}): Notice {
  return {
    id: '1',
    kind: 'day-before',
    occasion: 'once',
    attempts: 1,
    dueAt: now,
    expiresAt: lesson.startsAt,
    known: null,
    person: {
      id: UserId.parse(LESSON),
      email: 'hong@school.example',
      name: '홍길동',
      language: 'ko',
      timeZone: 'Asia/Seoul',
      wantsReminders: true,
      isSuspended: false,
      part: 'student',
      seat: { state: 'enrolled', since: now },
      ...person,
    },
    course: { id: CourseId.parse(COURSE), title: '한글 서예', instructorName: '김규현' },
    lesson,
    ...values,
  };
}

const mailOf = (template: Template, notice: Notice, coming: Notice['lesson'][] = []) =>
  toMail({ template, notice, coming: coming.flatMap((each) => each ?? []) }, settings, now);

describe('sayWhen', () => {
  const at = lesson.startsAt;

  it('speaks in the language, the zone and the calendar of its reader', () => {
    const [ko, en] = [{ language: 'ko' as const }, { language: 'en' as const }];
    expect(sayWhen(at, { ...ko, timeZone: 'Asia/Seoul' }, now)).to.match(
      /^11월 21일 \(토\) 오후 3:00, .*한.* 표준시$/,
    );
    expect(sayWhen(at, { ...en, timeZone: 'Asia/Seoul' }, now)).to.equal(
      'Sat, Nov 21, 3:00 PM, Korean Standard Time',
    );
    expect(sayWhen(at, { ...en, timeZone: 'Europe/Berlin' }, now)).to.equal(
      'Sat, Nov 21, 7:00 AM, Central European Standard Time',
    );
    expect(sayWhen(at, { ...ko, timeZone: 'America/Los_Angeles' }, now)).to.include(
      '11월 20일 (금) 오후 10:00',
    );
  });

  it('says midnight and noon as people do, and a year that is not this one', () => {
    const seoul = { language: 'ko' as const, timeZone: 'Asia/Seoul' };
    expect(sayWhen(new Date('2026-11-20T15:05:00Z'), seoul, now)).to.include('11월 21일 (토) 오전 12:05');
    expect(sayWhen(new Date('2026-11-21T03:00:00Z'), seoul, now)).to.include('오후 12:00');
    expect(sayWhen(new Date('2027-01-02T06:00:00Z'), seoul, now)).to.include('2027년 1월 2일 (토)');
    const english = { language: 'en' as const, timeZone: 'Asia/Seoul' };
    expect(sayWhen(new Date('2027-01-02T06:00:00Z'), english, now)).to.include('Sat, Jan 2, 2027, 3:00 PM');
  });
});

describe('toMail', () => {
  it('says who, what and when, and where to go', () => {
    const mail = mailOf('day-before', noticeFor());
    expect(mail.to).to.deep.equal({ name: '홍길동', address: 'hong@school.example' });
    expect(mail.subject).to.match(/^수업 알림: 가로획과 세로획, 11월 21일 \(토\) 오후 3:00/);
    for (const part of [mail.text, mail.html]) {
      expect(part)
        .to.include('홍길동 님')
        .and.include('가로획과 세로획')
        .and.include('한글 서예')
        .and.include('김규현');
      expect(part)
        .to.include(`http://localhost:8080/lessons/${LESSON}`)
        .and.include('http://localhost:8080/account');
    }
  });

  for (const language of ['ko', 'en'] as const) {
    for (const template of Object.keys(TEXTS[language]) as Template[]) {
      it(`leaves no gap in ${template} in ${language}, and loads nothing from anywhere`, () => {
        const mail = mailOf(template, noticeFor({ language, part: 'instructor' }));
        expect(`${mail.subject}${mail.text}${mail.html}`).not.to.match(/\{\w+\}|undefined|null|NaN/);
        expect(mail.html).not.to.match(/<(img|script|link|iframe|style|svg)|url\(|src=/i);
        expect(mail.html).to.include(`<html lang="${language}">`);
      });
    }
  }

  it('shows names as text, whatever they hold', () => {
    const evil = `<script>alert("1")</script>&'`;
    const mail = mailOf('day-before', noticeFor({ name: evil }, { lesson: { ...lesson, title: evil } }));
    expect(mail.html).not.to.include('<script>');
    expect(mail.html).to.include('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;');
  });

  it('fills nothing in that a title asks for', () => {
    const mail = mailOf('minutes-before', noticeFor({}, { lesson: { ...lesson, title: '{course}' } }));
    expect(mail.subject).to.equal('곧 시작합니다: {course}');
  });

  it('says the time a lesson had, and why it is off', () => {
    const known = {
      startsAt: new Date('2026-11-21T03:00:00Z'),
      durationMin: 50,
      state: 'scheduled' as const,
    };
    const moved = mailOf('lesson-moved', noticeFor({}, { known }));
    expect(moved.text)
      .to.include('시간: 11월 21일 (토) 오후 3:00')
      .and.include('원래 시간: 11월 21일 (토) 오후 12:00');
    const off = { ...lesson, state: 'cancelled' as const, cancelReason: '감기에 걸렸습니다.' };
    const cancelled = mailOf('lesson-cancelled', noticeFor({}, { lesson: off }));
    expect(cancelled.text).to.include('강사의 말: 감기에 걸렸습니다.').and.include(`/courses/${COURSE}`);
    expect(cancelled.calendar).to.include('STATUS:CANCELLED').and.include('SEQUENCE:3');
  });

  it('lists the next lessons of a course where a seat became free, and puts all into the calendar', () => {
    const coming = [0, 1, 2, 3].map((day) => ({
      ...lesson,
      id: LessonId.parse(`01a1fce0-852e-7733-9e30-f1cc154d103${day}`),
      title: `${day + 1}번째 수업`,
      startsAt: new Date(lesson.startsAt.getTime() + day * 86_400_000),
    }));
    const mail = mailOf('seat-given', noticeFor({}, { lesson: null }), coming);
    expect(mail.subject).to.equal('자리가 났습니다: 한글 서예');
    expect(mail.text).to.include('1번째 수업').and.include('3번째 수업').and.not.include('4번째 수업');
    expect(mail.calendar?.match(/BEGIN:VEVENT/g)).to.have.length(4);
    expect(mailOf('seat-given', noticeFor({}, { lesson: null })).calendar).to.equal(null);
  });

  it('is a calendar entry that calendars recognise after a change', () => {
    const unfolded = (mailOf('day-before', noticeFor()).calendar ?? '').replace(/\r\n /g, '');
    const lines = unfolded.split('\r\n');
    expect(lines).to.include.members([
      'METHOD:PUBLISH',
      `UID:lesson-${LESSON}@localhost`,
      'SEQUENCE:3',
      'DTSTART:20261121T060000Z',
      'DTEND:20261121T065000Z',
      'SUMMARY:가로획과 세로획 · 한글 서예',
      'STATUS:CONFIRMED',
      `URL;VALUE=URI:http://localhost:8080/lessons/${LESSON}`,
    ]);
    expect(lines.some((line) => line.startsWith('ORGANIZER;'))).to.equal(true);
  });

  it('has the same Message-ID for the same notice, and another for another', () => {
    const id = (values: Partial<Notice>) => mailOf('day-before', noticeFor({}, values)).messageId;
    expect(id({}))
      .to.equal(id({ id: '2', attempts: 9 }))
      .and.match(/^<[0-9a-f]{40}@localhost>$/);
    expect(id({ occasion: 'another' })).not.to.equal(id({}));
  });
});
